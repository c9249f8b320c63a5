"""The typed model of the answers: everything that the templates say is computed here, before anything is rendered."""
