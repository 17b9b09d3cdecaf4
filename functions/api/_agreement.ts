/** Does not compile unless every schema says exactly what the interface in `core/answers` says. Holds no code. */
import type { z } from "@hono/zod-openapi";
import type * as answers from "../../core/answers/answers.ts";
import type * as changes from "../../core/answers/changes.ts";
import type * as communities from "../../core/answers/communities.ts";
import type * as edits from "../../core/answers/edits.ts";
import type * as maps from "../../core/answers/map.ts";
import type * as expansion from "../../core/answers/expansion.ts";
import type * as errors from "../_errors.ts";
import type { AllTrue, Same } from "../http/agreement.ts";
import type * as problem from "../http/problem.ts";
import type * as changeSchemas from "./change_schemas.ts";
import type * as communitySchemas from "./community_schemas.ts";
import type * as editSchemas from "./edit_schemas.ts";
import type * as mapSchemas from "./map_schemas.ts";
import type * as expansionSchemas from "./expansion_schemas.ts";
import type * as schemas from "./schemas.ts";

type Agrees<Schema extends z.ZodType, Interface> = Same<z.infer<Schema>, Interface>;

export type Agreement = AllTrue<{
  interval: Agrees<typeof schemas.IntervalSchema, answers.Interval>;
  evidence: Agrees<typeof schemas.EvidenceSchema, answers.Evidence>;
  summary: Agrees<typeof schemas.AccountSummarySchema, answers.AccountSummary>;
  account: Agrees<typeof schemas.AccountSchema, answers.Account>;
  hit: Agrees<typeof schemas.SearchHitSchema, answers.SearchHit>;
  lookAlike: Agrees<typeof schemas.LookAlikeSchema, answers.LookAlike>;
  similar: Agrees<typeof schemas.SimilarAnswerSchema, answers.SimilarAnswer>;
  matrix: Agrees<typeof schemas.MatrixAnswerSchema, answers.MatrixAnswer>;
  overlap: Agrees<typeof schemas.OverlapAnswerSchema, answers.OverlapAnswer>;
  tree: Agrees<typeof communitySchemas.CommunityTreeSchema, communities.CommunityTree>;
  community: Agrees<typeof communitySchemas.CommunitySchema, communities.Community>;
  map: Agrees<typeof mapSchemas.MapAnswerSchema, maps.MapAnswer>;
  edit: Agrees<typeof editSchemas.CommunityEditSchema, edits.CommunityEdit>;
  save: Agrees<typeof editSchemas.SaveRequestSchema, edits.SaveRequest>;
  editOutcome: Agrees<typeof editSchemas.EditOutcomeSchema, edits.EditOutcome>;
  editRecord: Agrees<typeof editSchemas.EditRecordSchema, edits.EditRecord>;
  changes: Agrees<typeof changeSchemas.ChangesAnswerSchema, changes.ChangesAnswer>;
  communityChanges: Agrees<typeof changeSchemas.CommunityChangesSchema, changes.CommunityChanges>;
  expansion: Agrees<typeof expansionSchemas.ExpansionAnswerSchema, expansion.ExpansionAnswer>;
  problem: Agrees<typeof problem.ProblemSchema, errors.Problem>;
}>;
