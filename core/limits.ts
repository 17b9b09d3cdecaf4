/** Every cap of the system, with its unit and its reason. */

// Identity
/** Longest account id in UTF-8 bytes. Platform ids are below 100 bytes, a DID may have 253 and more; a longer text is a wrong column. */
export const accountIdBytesMax = 512;

// Workspace parameters (DESIGN 8)
/** K: registers of a signature. A power of two; 16,384 = the 14 bits of h that a mark keeps. */
export const registerCountMin = 64;
export const registerCountMax = 16_384;
export const registerCountDefault = 1024;
/** S: the largest follower set kept as an exact list. */
export const listLimitMax = 512;
/** Fair samples of people; 100 = 1 % each. 4 in tests. */
export const sampleCountMax = 1000;
export const sampleCountDefault = 100;

// Files
/** Block of a file that one checksum covers, in bytes. */
export const checksumBlockBytes = 8 * 1024 * 1024;
/** The header of a `.npy` file is padded to this, so that data is page-aligned. */
export const npyHeaderBytes = 4096;

// Import
/** Bad rows that are shown with file and line. */
export const badRowsShownMax = 10;
/** Bad rows that are tolerated unless `--max-bad` says otherwise. */
export const badRowsDefault = 100;

// Crawl: the worker
/** A call is given up after so long, headers and body; quota windows are widened by it and by the time to send (DESIGN 12). */
export const callTimeoutMs = 3000;
/** Bytes of a platform's answer; the largest legal one (5,000 accounts with profiles) is below a third of it. */
export const replyBytesMax = 16 * 1024 * 1024;
/** A lease is not used for its last moments, in ms: what is sent then may arrive when it is another's. */
export const leaseMarginMs = 2000;
/** A request to the coordinator without answer counts as lost after so long, and is asked again. */
export const coordinatorTimeoutMs = 10_000;
/** Calls under way at one host before anything is known of it; see `adaptPace` in core/crawl/worker/worker_rules.ts. */
export const callsAtFirst = 8;
/** An answer that takes so much of the time that it may is a sign of load. */
export const slowCallMs = callTimeoutMs / 2;
/** Back-off with full jitter: the most that the first wait, and any wait, may take in ms. */
export const retryDelayMsFirst = 500;
export const retryDelayMsMax = 30_000;
/** Longest wait of a worker that has nothing to do: by then a new job is noticed. */
export const idleWaitMsMax = 30_000;
/** Most that is added to a wait, so that workers do not all come at once. */
export const waitJitterMsMax = 1000;
/** Pages are written together once so many wait, once the first has waited so long, or once no further one is expected. */
export const writtenPagesMax = 256;
export const writeDelayMsMax = 1000;
/** Tries to write an object; with back-off they take about a minute. */
export const writeTriesMax = 8;
/** A request to a bucket without answer counts as failed after so long: an object of some megabytes takes far less. */
export const bucketTimeoutMs = 20_000;
/** Shards that a worker has at once, and calls under way for each at most; together the most at one host. */
export const workerShardsDefault = 4;
export const workerShardsMax = 64;
export const callsPerShardDefault = 16;

// Crawl: jobs and shards
/** How long a shard is a worker's before it has to say that it is still there: many calls and writes, yet soon another's if it dies. */
export const leaseLengthMs = 30_000;
/** Accounts of one job: 128-bit hashes of them take 64 MB while it is being filled, on a machine of 512 MB. */
export const jobAccountsMax = 2_000_000;
/** Accounts of a shard of lists: some hours of one token's work at 15 calls in 15 minutes. */
export const shardAccountsMax = 50;
/** Calls in a shard of accounts that are asked for many at once. */
export const shardCallsMax = 3;
/** Shards that a small job is cut into at least, so that several workers share it. */
export const shardsMin = 16;
/** Characters of account names in a shard, whose record stays so below 24 kB before it has cursors. */
export const shardNamesMax = 12_000;
/** Characters of a cursor: 50 of them, the most that a shard has, still fit into one value. The longest known have about 100. */
export const cursorLengthMax = 900;
/**
 * Failures of one account in a row before it is given up, and how long it rests after them, in ms: first 1 s, then four times as long
 * each time. So it fails for good after 20 minutes in which it was tried seven times: a restart of a server costs no account, one that
 * always fails costs seven calls.
 */
export const failuresMax = 7;
export const failureRestMsFirst = 1000;
export const failureRestGrowth = 4;
export const failureRestMsMax = 15 * 60_000;
/** Empty pages of one account in a row, each with a next one, that are taken for a cursor that leads nowhere. */
export const emptyPagesMax = 2;
/** Grants that a lease remembers as not yet reported; the oldest are taken as spent for nothing. */
export const grantsKeptMax = 200;
/** Reports of one commit: with settlements below the 1,000 mutations and 800 kB that Deno KV takes. */
export const reportsPerCommitMax = 100;
/** Shards of one commit of seeding, and their names' characters: below the same. */
export const seededShardsMax = 100;
export const seededNamesMax = 400_000;
/** Tries of a commit that others get ahead of. */
export const shardTriesMax = 20;
/** Wait of a worker for which there is nothing: least and most, in ms. */
export const leaseWaitMsMin = 250;
export const leaseWaitMsMax = 30_000;
/** A new job, or a shard that is given back, is noticed by idle workers after so long, in ms. */
export const emptyWaitMs = 3000;
/** Jobs that one request for a lease looks at. */
export const jobsTriedMax = 16;
/** Accounts of a job that comes again: they are kept with its schedule, and go through one request. */
export const scheduleAccountsMax = 100_000;
/** Bad names of accounts that are shown. */
export const badAccountsShownMax = 10;

// Questions
/** Look-alikes in one answer. */
export const similarLimitMax = 500;
export const similarLimitDefault = 50;
/** Search results in one answer. */
export const searchLimitMax = 50;
export const searchLimitDefault = 10;
/** Accounts in one similarity matrix: 1,225 pairs. */
export const matrixAccountsMax = 50;
/** Accounts in one overlap: 2^6 regions are what an UpSet plot can show. */
export const overlapAccountsMax = 6;
// Communities
/** k of the neighbour graph: nearest influencers kept of each. */
export const neighbourCountDefault = 30;
export const neighbourCountMax = 200;
/** Influencers whose neighbours are also found by brute force, to measure recall. */
export const recallSampleDefault = 500;
/** Fewer influencers than these are no community: they count as unplaced. */
export const communitySizeMin = 3;
/** Smaller shares of a person's interests are not kept: one follow of twenty is noise. A row has so at most 20 entries. */
export const interestShareMin = 0.05;
/** Accounts that joined or left a community, as many as are listed. */
export const changedAccountsMax = 100;
/** Members in one page of a community. */
export const communityMembersMax = 1000;
export const communityMembersDefault = 50;
/** Accounts on one map. More are a cloud that nobody tells apart, and 200,000 are 11 MB of JSON. */
export const mapAccountsMax = 200_000;
export const mapAccountsDefault = 20_000;
// Edits
/** Characters of a name that a person gives to a community. */
export const editTextMax = 120;
/** Accounts by which a community is known again: its most central. Most of so many are in one community by no chance. */
export const editAnchorsMax = 50;
/** Accounts that one edit splits off, or that a saved community has: with ids of usual length within one request body. */
export const editAccountsMax = 1000;
/** Members of one expansion, and scores of its curve. */
export const expansionSizeMax = 500;
/** Seeds of one expansion; accounts that it leaves out. */
export const expansionSeedsMax = 100;
export const expansionExcludedMax = 500;
/** Accounts with a topic's words from which seeds are proposed. */
export const topicAccountsMax = 200;

/** Bytes of a request body; the largest legal one is far below. */
export const requestBodyBytesMax = 64 * 1024;

// Crawl: quota and money
/** A call must have been sent so soon after the worker asked for it, in ms; see core/crawl/allowances/quota.ts. */
export const sendWithinMs = 2000;
/** What the clocks of coordinators at one store may differ by, in ms: machines that keep time by NTP differ by a few. */
export const quotaMarginMs = 50;
/** A call counts so much longer than the platform's window: as long as it may be under way. 1.7 % of the shortest usual window, 5 min. */
export const quotaWideningMs = sendWithinMs + callTimeoutMs + quotaMarginMs;
/** Steps that a window's time is counted in: what rounding costs is 0.05 %, and a record has at most about as many entries. */
export const quotaTicksPerWindow = 2000;
/** An endpoint without a window stays closed so long after an unexpected "too many", in ms: the usual window. */
export const closedMsDefault = 15 * 60_000;
/** Calls dated further ahead than this, in ms, come from a clock that was wrong, not from one that was set back. */
export const clockStepMsMax = 3_600_000;
/** A platform token that was refused twice in a row where it should not have been rests so long, in ms. */
export const quarantineMs = 3_600_000;
/** Money reserved for calls under way is expected back for so long, in ms; a worker that has not told by then will not. */
export const settleMsMax = 120_000;
/** Calls in one commit: each that costs something is a record of its own, and Deno KV takes 1,000 mutations and 800 kB. */
export const callsPerCommitMax = 400;
/** Tries of one commit that others at the same store get ahead of; then the caller is told to ask again. */
export const commitTriesMax = 20;
/** Bytes of a platform token's secret. OAuth tokens are below 2 kB; a longer text is a wrong file. */
export const secretBytesMax = 8192;
/** A round trip to a platform as forecasts take it, in ms: pages of one list wait for each other. */
export const callMsExpected = 500;
/** Secrets of platform tokens kept in clear in memory, so that not each lease decrypts. */
export const credentialsCachedMax = 1000;
/** Where only money that is under way is missing, it is worth asking again after so long, in ms: about as long as a call takes. */
export const settleWaitMs = 1000;
/** Without a platform token that can be used, asking again before this, in ms, is in vain: somebody has to add one. */
export const noTokenWaitMs = 60_000;
/** Where others got ahead each time, the next try is at random within twice this, in ms. */
export const contendedWaitMs = 100;
/** No month's volume is closed for longer than this, in ms, whatever a header says. */
export const capMsMax = 32 * 24 * 3_600_000;
/** Characters of the reason that a platform gave for refusing a token. */
export const reasonLengthMax = 200;

// Crawl over HTTP
/** Characters of a name of a job, token, app or schedule: for people. */
export const crawlNameMax = 120;
/** Bytes of a body with accounts (50,000 ids and more) or with the pages of a shard. */
export const crawlBodyBytesMax = 1024 * 1024;
/** Calls that a worker may ask for at once, and grants that it may give back: a worker has hundreds in flight at most. */
export const crawlCallsMax = 1000;
/** Pages in one commit over HTTP. */
export const crawlPagesMax = 1000;
/** Characters of a platform's cursor; the longest seen have about 100. */
export const crawlCursorMax = 4096;
/** Jobs, pages or accounts in one part of a list. */
export const crawlListMax = 1000;
export const crawlListDefault = 100;
/** Shortest period of a schedule: a minute, as cron has no shorter. */
export const crawlPeriodMsMin = 60_000;

// Growth around seeds
/** Seeds are bits of one number. */
export const growthSeedsMax = 30;
/** One or two calls for the seeds, one for their followers, the rest for what these follow. */
export const growthCallsMin = 8;
/** Characters of a line in a list of accounts: a longer one is no list, and must not fill the memory. */
export const accountLineLengthMax = 100_000;

// Platforms
/** Milliseconds until a quota is new: no window of any platform is longer than a day. */
export const quotaResetMsMax = 24 * 60 * 60 * 1000;
/** Characters of what a platform says about a failure: a line in a status. */
export const platformReasonLengthMax = 200;
