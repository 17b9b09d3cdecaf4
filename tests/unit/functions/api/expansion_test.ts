import assert from "node:assert/strict";
import { type Asked, fakeAnswers, fakeApi } from "./_fake.ts";

const path = "/v1/communities/expand";
const post = (body: unknown) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

Deno.test("POST /v1/communities/expand hands the question on as it is and answers with the members", async () => {
  const asked: Asked = [];
  const { ask } = fakeApi({ answers: () => fakeAnswers(asked) });
  const question = { seeds: ["@jack", "x:12"], size: 50, method: "idf", exclude: ["x:9"] };
  const response = await ask(path, post(question));
  assert.equal(response.status, 200);
  assert.deepEqual(asked, [{ question: "expand", query: question }]);
  const { members, ended } = await response.json();
  assert.equal(members.length, 1);
  assert.equal(ended, "natural");
});

Deno.test("POST /v1/communities/expand refuses what is no question, and says when a topic is nowhere", async () => {
  const { ask } = fakeApi();
  const bad = [{ seeds: [] }, { seeds: ["x:1"], size: 0 }, { seeds: ["x:1"], size: 501 }, { topic: "" }, {
    seeds: ["x:1"],
    method: "best",
  }, { seeds: ["x:1"], more: 1 }];
  for (const body of bad) assert.equal((await ask(path, post(body))).status, 422, JSON.stringify(body));
  assert.equal((await ask(path, post({ topic: "missing" }))).status, 404);
});
