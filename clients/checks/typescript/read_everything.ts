// Reads again what the Python client has read, and writes each answer down as a typed constant: the compiler then
// checks every value of it against the generated types.
// Usage: node read_everything.ts <address> <accounts.json> <requests.json>

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { PathsWithMethod } from "openapi-typescript-helpers";
import type { paths } from "./api.ts";

type Readable = PathsWithMethod<paths, "get">;
type Asked = {
  account: string;
  path: Readable;
  values: Record<string, string>;
  query: Record<string, string>;
  status: number;
};

const FILES = new Set<string>([
  "/v1/evidence/{evidence_id}/content",
  "/v1/data-imports/template",
  "/v1/data-imports/{data_import_id}/report",
  "/v1/data-exports",
]);
const CHUNK = 100;
const [address = "", accountsFile = "", requestsFile = ""] = process.argv.slice(2);
const accounts: Record<string, { api_key: string }> = JSON.parse(readFileSync(accountsFile, "utf8"));
const requests: Asked[] = JSON.parse(readFileSync(requestsFile, "utf8"));

async function answerTo({ account, path, values, query, status }: Asked): Promise<string | undefined> {
  const headers = { Authorization: `Bearer ${accounts[account]?.api_key}` };
  const client = createClient<paths>({ baseUrl: address, headers, redirect: "manual" });
  const isFile = FILES.has(path) && status === 200;
  const options = { params: { path: values, query }, parseAs: isFile ? "arrayBuffer" : "json" };
  const { data, error, response } = await client.GET(path, options as never);
  assert.equal(response.status, status, `${account}: GET ${path}`);
  if (isFile && data !== undefined) return undefined;
  return `Answer<${JSON.stringify(path)}, ${status}> = ${JSON.stringify(data ?? error)};`;
}

const answers = new Set<string>();
for (const request of requests) {
  const answer = await answerTo(request);
  if (answer) answers.add(answer);
}
const lines = [...answers];
for (let start = 0; start < lines.length; start += CHUNK) {
  const constants = lines.slice(start, start + CHUNK).map((line, number) => `export const a${number}: ${line}`);
  const text = ['import type { Answer } from "./answer.ts";', ...constants, ""].join("\n");
  writeFileSync(new URL(`./answers_${start / CHUNK}.ts`, import.meta.url), text);
}
console.log(JSON.stringify({ requests: requests.length, "different answers": lines.length }));
