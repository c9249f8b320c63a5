// The functions of @hey-api/openapi-ts: one of everything that a service offers.
import { equal } from "./equal";
import { client } from "./hey_api/client.gen";
import * as api from "./hey_api";

declare const process: { argv: string[] };

async function main(): Promise<void> {
  client.setConfig({ baseUrl: process.argv[2] });
  const author = await api.createAuthorApiV1AuthorsPost({
    body: { name: "Ursula", email: "Ursula@Example.org", website: "https://example.org" },
  });
  const tag = await api.createTagApiV1TagsPost({ body: { name: "new" } });
  const titles = ["Nuts, and bolts", "Nuts", "and bolts"];
  const books = [];
  for (const title of titles) {
    const created = await api.createBookApiV1BooksPost({
      body: {
        title, price: "9.90", sold: 2 ** 40, lent: true, author_id: author.data!.id, tag_ids: [tag.data!.id],
        bought: "2026-01-31T12:30:00+01:00", opens: "12:30:00", lasts: "P1DT2H", released: "2026-01-31",
      },
    });
    equal([created.response?.status, created.response?.headers.get("ETag")], [201, '"1"']);
    books.push(created.data!);
  }
  equal(books.map((book) => book.sold), [2 ** 40, 2 ** 40, 2 ** 40]);
  const where = { path: { book_id: books[0].id } };
  equal((await api.getBookApiV1BooksBookIdGet(where)).data!.title, titles[0]);

  const one = await api.listBooksApiV1BooksGet({ query: { title__in: [titles[0]] } });
  equal(one.data!.items.map((book) => book.id), [books[0].id]);
  const found = await api.listBooksApiV1BooksGet({
    query: { title__in: titles, sort: ["price", "-title"], include: ["author", "tags"], lent: true },
  });
  equal(found.data!.items.map((book) => book.title), [...titles].sort().reverse());
  equal(found.data!.items[0].tags!.map((one) => one.name), ["new"]);
  const site = await api.listAuthorsApiV1AuthorsGet({ query: { website: "https://example.org" } });
  equal(site.data!.items.map((row) => row.email), ["ursula@example.org"]);

  const seen = [];
  let after: string | null | undefined = "";
  while (after != null) {
    const page: { data?: { items: { id: number }[]; next?: string | null } } = await api.listBooksApiV1BooksGet({
      query: { limit: 2, offset: 0, sort: [], include: [], after },
    });
    seen.push(...page.data!.items.map((book) => book.id));
    after = page.data!.next;
  }
  equal(seen, books.map((book) => book.id));

  const versioned = (tag: string) => ({ ...where, headers: { "if-match": tag } });
  const patched = await api.updateBookApiV1BooksBookIdPatch({ ...versioned('"1"'), body: { pages: 100 } });
  equal([patched.data!.pages, patched.response?.headers.get("ETag")], [100, '"2"']);
  const stale = await api.updateBookApiV1BooksBookIdPatch({ ...versioned('"1"'), body: { pages: 1 } });
  equal([stale.response?.status, stale.error!.status], [412, 412]);
  equal((await api.deleteBookApiV1BooksBookIdDelete(versioned('"2"'))).response?.status, 204);
  equal((await api.getBookApiV1BooksBookIdGet(where)).response?.status, 404);
  const restored = await api.restoreBookApiV1BooksBookIdRestorePost(versioned('"3"'));
  equal(restored.data!.id, books[0].id);
}

void main();
