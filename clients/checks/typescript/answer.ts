// The generated type of an answer: the one that is described for its status, else for any other refusal.

import type { paths } from "./api.ts";

type Responses<Path extends keyof paths> = paths[Path] extends { get: { responses: infer All } } ? All : never;
type Content<Response> = Response extends { content: infer Types } ? Types[keyof Types] : never;

export type Answer<Path extends keyof paths, Status extends number> = Status extends keyof Responses<Path>
  ? Content<Responses<Path>[Status]>
  : Responses<Path> extends { default: infer Default }
    ? Content<Default>
    : never;
