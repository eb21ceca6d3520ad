// Three calls with the generated types: read a list, create something, read a problem document.
// Usage: node three_calls.ts <address> <api key of a buyer>

import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.ts";

type Supplier = components["schemas"]["SupplierOut"];
type Problem = components["schemas"]["ProblemDocument"];

const [address = "", key = ""] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${key}` } });

const list = await client.GET("/v1/suppliers", { params: { query: { limit: 5 } } });
assert(list.data, "the list is readable");
const names: string[] = list.data.items.map((supplier) => supplier.name);
assert(names.length > 0, "the demo has suppliers");

const name = `Typed Systems ${crypto.randomUUID().slice(0, 8)}`;
const created = await client.POST("/v1/suppliers", { body: { name, country: "BE", kinds: ["reseller"] } });
const supplier: Supplier | undefined = created.data;
assert.equal(created.response.status, 201);
assert.equal(supplier?.name, name);

const missing = await client.GET("/v1/contracts/{contract_id}", {
  params: { path: { contract_id: "0197f3a2-0000-7000-8000-00000000dead" } },
});
const problem: Problem | undefined = missing.error;
assert.equal(problem?.status, 404);
assert.equal(problem.code, "contract_not_found");

console.log(JSON.stringify({ listed: names.length, created: supplier?.id, refused: problem.code }));
