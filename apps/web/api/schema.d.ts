export interface paths {
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Measurements for Prometheus
         * @description For people of the policy; programs with the scope read.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{role}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one may decide about together in a role: risk up to R2, waiting for oneself, nothing in the way
         * @description For people of the policy. Refuses with queue.role, web.cursor.
         */
        get: operations["getV1BatchesRole"];
        put?: never;
        /**
         * What is to be signed for some changes, a statement each; refused altogether where one cannot be in it
         * @description For people of the policy. Refuses with queue.batch-role, queue.batch-risk, queue.batch-blocked, queue.unknown, queue.closed, queue.role.
         */
        post: operations["postV1BatchesRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The published log with its evidence, a line of JSON for each leaf, for whoever verifies it
         * @description For people of the policy; programs with the scope read. Refuses with bundle.from.
         */
        get: operations["getV1Bundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/captures/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What of the repositories cannot be captured now, the oldest first. It is tried again by itself
         * @description For people of the policy; programs with the scope read. Refuses with web.cursor.
         */
        get: operations["getV1CapturesProblems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Captured changes, newest first
         * @description For people of the policy; programs with the scope read. Refuses with web.cursor.
         */
        get: operations["getV1Changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{change}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A change: its record, how each requirement stands, and what was said about its content
         * @description For people of the policy; programs with the scope read. Refuses with web.unknown.
         */
        get: operations["getV1ChangesChange"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{change}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The change record as it was logged, for whoever verifies it before signing: its leaf, salt and envelope
         * @description For people of the policy; programs with the scope read. Refuses with web.unknown, bundle.evidence-missing.
         */
        get: operations["getV1ChangesChangeEvidence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{change}/looked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note that one looked at this revision, for oneself alone
         * @description For people of the policy. Refuses with queue.unknown.
         */
        post: operations["postV1ChangesChangeLooked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{change}/packet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a reviewer is shown, byte for byte: the ETag is the digest that a decision names
         * @description For people of the policy; programs with the scope read. Refuses with web.unknown.
         */
        get: operations["getV1ChangesChangePacket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{change}/questions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The questions about a proposal, whichever revision they were asked about
         * @description For people of the policy. Refuses with queue.unknown, web.cursor.
         */
        get: operations["getV1ChangesChangeQuestions"];
        put?: never;
        /**
         * Ask the author something in the name of a role
         * @description For people of the policy. Refuses with queue.unknown, queue.closed, queue.role, queue.text.
         */
        post: operations["postV1ChangesChangeQuestions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{change}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every file that a change differs in, whatever its size, without rows
         * @description For people of the policy; programs with the scope read. Refuses with web.unknown, git.missing-object, git.patch-blob, limit.difference, limit.patch, limit.busy.
         */
        get: operations["getV1ChangesChangeRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{change}/rows/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rows of a file, with the words that changed and what moved; at most 20000
         * @description For people of the policy; programs with the scope read. Refuses with web.unknown, git.missing-object, git.patch-blob, limit.difference, limit.patch, limit.busy.
         */
        get: operations["getV1ChangesChangeRowsFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{change}/rows/{file}/gaps/{gap}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lines that no hunk shows: those before the hunk with this number, or behind the last
         * @description For people of the policy; programs with the scope read. Refuses with web.unknown, git.missing-object, git.patch-blob, limit.difference, limit.patch, limit.busy.
         */
        get: operations["getV1ChangesChangeRowsFileGapsGap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{change}/rows/{file}/tokens/{side}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Colours of one side of a file, line by line; 204 where there are none
         * @description For people of the policy; programs with the scope read. Refuses with web.unknown, git.missing-object, git.patch-blob, limit.difference, limit.patch, limit.busy.
         */
        get: operations["getV1ChangesChangeRowsFileTokensSide"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{change}/since": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changed in the proposal since one looked at it last; null where one has not looked yet
         * @description For people of the policy. Refuses with web.unknown.
         */
        get: operations["getV1ChangesChangeSince"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes/{change}/work": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that the queue has about a change: tasks and who is at them, moves of the proposal, decisions, questions
         * @description For people of the policy. Refuses with web.unknown.
         */
        get: operations["getV1ChangesChangeWork"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand in a signed decision (DSSE). The same one again has the same place
         * @description For people of the policy. Refuses with usage.kind, decision.superseded, web.precondition, attest.signature, statement.role.
         */
        post: operations["postV1Decisions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand in decisions that were made together. Each is a record and an answer of its own; the same again have their places
         * @description For people of the policy. Refuses with usage.kind, queue.batch-role, queue.batch-risk, queue.batch-blocked, queue.unknown, queue.closed, queue.role.
         */
        post: operations["postV1DecisionsBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log what was done with a verdict of this service's gate: a receipt that the gate signs
         * @description For programs; programs with the scope deployments:write. Refuses with web.unknown, usage.request-unknown, gate.verdict-subject, limit.busy.
         */
        post: operations["postV1Deployments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Environments of the policy for each of its repositories: what runs, what is next, and what the gate says
         * @description For people of the policy; programs with the scope read. Refuses with web.cursor, limit.busy.
         */
        get: operations["getV1Environments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/environments/{repository}/{environment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An environment: the steps between what runs and the candidate with who decided what, what was deployed, and when gates were heard of
         * @description For people of the policy; programs with the scope read. Refuses with web.unknown, limit.busy.
         */
        get: operations["getV1EnvironmentsRepositoryEnvironment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Server-sent events, in ids alone; goes on behind Last-Event-ID, else behind `after`, else (and where no event has that id yet) with what comes
         * @description For people of the policy; programs with the scope read. Refuses with limit.streams.
         */
        get: operations["getV1Events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/gate/evaluate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * May this commit go to this environment now? The answer of `countersign gate`, on the operator's service a convenience: rely only on a verdict that the gate key which you pin signed for your own question. 200 also denies
         * @description For programs; programs with the scope gate:evaluate. Refuses with web.unknown, usage.request-reused, limit.busy.
         */
        post: operations["postV1GateEvaluate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/gate/requests/{requestId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest answer to a request, on the operator's service a convenience: rely only on a verdict that the gate key which you pin signed for your own question
         * @description For programs; programs with the scope gate:evaluate. Refuses with web.unknown, usage.request-unknown.
         */
        get: operations["getV1GateRequestsRequestId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/github": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the GitHub App stands: installations, what has the gate asked, deployments that wait, lost deliveries
         * @description For people of the policy; programs with the scope read.
         */
        get: operations["getV1Github"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that something changed in a repository. It is looked at; nothing that is said is believed
         * @description For people of the policy; programs with the scope hints:write. Refuses with web.unknown.
         */
        post: operations["postV1Hints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Entries of the log, newest first; without rights their kinds alone
         * @description For everybody. Refuses with web.cursor, auth.no-login, auth.scope.
         */
        get: operations["getV1LogEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log/entries/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An entry of the log: its leaf for everybody, salt and envelope for whoever reads evidence
         * @description For everybody. Refuses with web.unknown, web.params.
         */
        get: operations["getV1LogEntriesIndex"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manifests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Manifests by name: what is in force of each, and what is proposed
         * @description For people of the policy; programs with the scope read. Refuses with web.unknown, web.cursor.
         */
        get: operations["getV1Manifests"];
        put?: never;
        /**
         * Propose a snapshot of all files of an artifact. It is captured and reviewed like any branch
         * @description For people of the operator; programs with the scope captures:write. Refuses with web.unknown, capture.manifest-name, capture.manifest-path, capture.manifest-moved, limit.manifest.
         */
        post: operations["postV1Manifests"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manifests/land": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a proposed snapshot in force, once all whom the policy asks decided for it
         * @description For people of the operator; programs with the scope captures:write. Refuses with web.unknown, decision.missing, decision.held, decision.rejected, capture.manifest-moved, capture.manifest-unknown.
         */
        post: operations["postV1ManifestsLand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who one is, by the policy in force
         * @description For people of the policy, and programs whatever their scopes.
         */
        get: operations["getV1Me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The policy in force, as it was signed: the answer is its canonical JSON, the ETag its SHA-256
         * @description For people of the policy; programs with the scope read.
         */
        get: operations["getV1Policy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every version of the policy as it was logged, the oldest first: whoever has one verifies the next by it
         * @description For people of the policy; programs with the scope read. Refuses with web.cursor, web.unknown, bundle.evidence-missing.
         */
        get: operations["getV1PolicyVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/questions/{question}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer a question as its author
         * @description For people of the policy. Refuses with queue.unknown, queue.text, queue.question-state, queue.not-author.
         */
        post: operations["postV1QuestionsQuestionAnswer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/questions/{question}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back that a question was resolved
         * @description For people of the policy. Refuses with queue.unknown, queue.text, queue.question-state, queue.not-opener.
         */
        post: operations["postV1QuestionsQuestionReopen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/questions/{question}/reply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask on, as whoever opened it
         * @description For people of the policy. Refuses with queue.unknown, queue.text, queue.question-state, queue.not-opener.
         */
        post: operations["postV1QuestionsQuestionReply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/questions/{question}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a question, as whoever opened it, with a last word or none
         * @description For people of the policy. Refuses with queue.unknown, queue.text, queue.question-state, queue.not-opener.
         */
        post: operations["postV1QuestionsQuestionResolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tasks that match a query, in its order
         * @description For people of the policy. Refuses with queue.query, web.cursor, limit.busy.
         */
        get: operations["getV1Queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue/{change}/{role}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that one is at a task, for half an hour; where another is, that takes a reason
         * @description For people of the policy. Refuses with queue.unknown, queue.closed, queue.role, queue.claimed.
         */
        post: operations["postV1QueueChangeRoleClaim"];
        /**
         * Say that one is at a task no longer
         * @description For people of the policy. Refuses with queue.unknown, queue.closed, queue.role, queue.not-claimed.
         */
        delete: operations["deleteV1QueueChangeRoleClaim"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue/{change}/{role}/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand a claim of one's own to another person of the role
         * @description For people of the policy. Refuses with queue.unknown, queue.closed, queue.role, queue.not-claimed, queue.successor.
         */
        post: operations["postV1QueueChangeRoleHand-over"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue/{change}/{role}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a task out of one's own sight until then; null puts it back. Its clock goes on
         * @description For people of the policy. Refuses with queue.unknown, queue.closed, queue.role, queue.snooze.
         */
        post: operations["postV1QueueChangeRoleSnooze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many tasks match a query, and whose turn it is in them
         * @description For people of the policy. Refuses with queue.query, limit.busy.
         */
        get: operations["getV1QueueCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queue/sections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sections of what a query asks for, by whose turn it is: how many tasks each has, and the first of them
         * @description For people of the policy. Refuses with queue.query, limit.busy.
         */
        get: operations["getV1QueueSections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in: an SSH signature in the namespace countersign-login@v1, by a key or a passkey
         * @description For everybody. Refuses with auth.challenge, auth.signature, auth.not-in-policy, auth.csrf.
         */
        post: operations["postV1Session"];
        /**
         * Sign out
         * @description For people of the policy.
         */
        delete: operations["deleteV1Session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A nonce and a time to sign in with, once
         * @description For everybody.
         */
        post: operations["postV1SessionChallenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own sessions, newest first
         * @description For people of the policy. Refuses with web.cursor.
         */
        get: operations["getV1Sessions"];
        put?: never;
        post?: never;
        /**
         * End all of one's own sessions, this one too
         * @description For people of the policy.
         */
        delete: operations["deleteV1Sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of one's own sessions
         * @description For people of the policy. Refuses with web.unknown.
         */
        delete: operations["deleteV1SessionsSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All tokens, newest first, without their secrets
         * @description For people of the operator. Refuses with web.cursor.
         */
        get: operations["getV1Tokens"];
        put?: never;
        /**
         * Make a token; its secret is told once
         * @description For people of the operator.
         */
        post: operations["postV1Tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a token
         * @description For people of the operator. Refuses with web.unknown.
         */
        delete: operations["deleteV1TokensToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/work": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the work stands, and what nobody tries any more before people look
         * @description For people of the policy; programs with the scope read. Refuses with web.cursor.
         */
        get: operations["getV1Work"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/work/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have parked work tried again
         * @description For people of the operator. Refuses with web.unknown.
         */
        post: operations["postV1WorkReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            /** @description Stable; a code never changes its meaning */
            code: string;
            detail: string;
            remedy: string;
            status: number;
            title: string;
            /** @constant */
            type: "about:blank";
        };
    };
    responses: {
        /** @description Refused */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getMetrics: {
        parameters: {
            query?: never;
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Measurements for Prometheus */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1BatchesRole: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What one may decide about together in a role: risk up to R2, waiting for oneself, nothing in the way */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            change: string;
                            /** @description What the findings say */
                            effect: string;
                            leaf: number;
                            risk: number;
                            role: string;
                            /** @description The author's words */
                            title: string;
                        }[];
                        next: string | null;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1BatchesRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path: {
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    changes: string[];
                    /** @enum {string} */
                    decision: "approve" | "reject";
                };
            };
        };
        responses: {
            /** @description What is to be signed for some changes, a statement each; refused altogether where one cannot be in it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        statements: {
                            change: string;
                            /** @enum {string} */
                            decision: "approve" | "reject";
                            /** @description The digest of what is shown, which the statement names */
                            packet: string;
                            risk: number;
                            role: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1Bundle: {
        parameters: {
            query?: {
                packets?: "1";
                since?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The published log with its evidence, a line of JSON for each leaf, for whoever verifies it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.countersign.bundle.v1+jsonl": string;
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1CapturesProblems: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                repository?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What of the repositories cannot be captured now, the oldest first. It is tried again by itself */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            code: string;
                            detail: string;
                            repository: string;
                            /** Format: date-time */
                            since: string;
                            /** @description A full ref, the id of a landed commit, or the repository's own id */
                            subject: string;
                        }[];
                        next: string | null;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1Changes: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                ref?: string;
                repository?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Captured changes, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            base: string;
                            change: string;
                            changeDigest: string;
                            entries: number;
                            head: string;
                            leaf: number;
                            packet: string;
                            proposal?: string;
                            ref: string;
                            repository: string;
                            title: string;
                        }[];
                        next: string | null;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1ChangesChange: {
        parameters: {
            query?: never;
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                change: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A change: its record, how each requirement stands, and what was said about its content */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        base: string;
                        change: string;
                        changeDigest: string;
                        decisions: {
                            change: string;
                            /** @enum {string} */
                            decision: "approve" | "reject" | "hold" | "revoke";
                            id: string;
                            leaf: number;
                            message: string;
                            organisation: string;
                            person: string;
                            role: string;
                        }[];
                        entries: number;
                        head: string;
                        leaf: number;
                        packet: string;
                        proposal?: string;
                        /** @description The predicate of the change record */
                        record: unknown;
                        ref: string;
                        repository: string;
                        requirements: {
                            count: number;
                            id: string;
                            needs: string;
                            objections: string[];
                            people: string[];
                            role: string;
                            /** @enum {string} */
                            state: "NOT_APPLICABLE" | "SATISFIED" | "UNSATISFIED";
                        }[];
                        title: string;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1ChangesChangeEvidence: {
        parameters: {
            query?: never;
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                change: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The change record as it was logged, for whoever verifies it before signing: its leaf, salt and envelope */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: base64 */
                        envelope: string;
                        index: number;
                        /** Format: base64 */
                        leaf: string;
                        /** Format: base64 */
                        salt: string;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1ChangesChangeLooked: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path: {
                change: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Note that one looked at this revision, for oneself alone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        done: true;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1ChangesChangePacket: {
        parameters: {
            query?: never;
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                change: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a reviewer is shown, byte for byte: the ETag is the digest that a decision names */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1ChangesChangeQuestions: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                change: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The questions about a proposal, whichever revision they were asked about */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            change: string;
                            id: string;
                            /** @enum {string} */
                            kind: "question" | "concern" | "blocking";
                            opener: {
                                organisation: string;
                                person: string;
                            };
                            /** @description Asked about an earlier revision */
                            outdated: boolean;
                            role: string;
                            said: {
                                act: string;
                                /** Format: date-time */
                                at: string;
                                organisation: string;
                                person: string;
                                text: string;
                            }[];
                            /** Format: date-time */
                            since: string;
                            /** @description Whose turn it is: author, reviewer, nobody once it is resolved */
                            turn: string;
                        }[];
                        next: string | null;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1ChangesChangeQuestions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path: {
                change: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "question" | "concern" | "blocking";
                    role: string;
                    text: string;
                };
            };
        };
        responses: {
            /** @description Ask the author something in the name of a role */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        question: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1ChangesChangeRows: {
        parameters: {
            query?: {
                since?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                change: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every file that a change differs in, whatever its size, without rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1ChangesChangeRowsFile: {
        parameters: {
            query: {
                end: string;
                since?: string;
                start: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                change: string;
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rows of a file, with the words that changed and what moved; at most 20000 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1ChangesChangeRowsFileGapsGap: {
        parameters: {
            query: {
                end: string;
                since?: string;
                start: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                change: string;
                file: string;
                gap: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lines that no hunk shows: those before the hunk with this number, or behind the last */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1ChangesChangeRowsFileTokensSide: {
        parameters: {
            query?: {
                since?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                change: string;
                file: string;
                side: "old" | "new";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Colours of one side of a file, line by line; 204 where there are none */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description The language is not known, or it would take too long */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1ChangesChangeSince: {
        parameters: {
            query?: never;
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                change: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What changed in the proposal since one looked at it last; null where one has not looked yet */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        change: string;
                        since: {
                            /** Format: date-time */
                            at: string;
                            /** @description The revision that was looked at */
                            change: string;
                            entries: {
                                before: {
                                    newMode: string;
                                    newOid: string;
                                    oldMode: string;
                                    oldOid: string;
                                } | null;
                                /** @enum {string} */
                                kind: "new" | "dropped" | "different" | "other-base";
                                now: {
                                    newMode: string;
                                    newOid: string;
                                    oldMode: string;
                                    oldOid: string;
                                } | null;
                                path: string | {
                                    /** Format: base64 */
                                    base64: string;
                                };
                            }[];
                            /** @description Findings that the earlier revision did not have */
                            fresh: {
                                at: {
                                    from: number;
                                    path: string | {
                                        /** Format: base64 */
                                        base64: string;
                                    };
                                    side: string;
                                    to: number;
                                }[];
                                class: string;
                                code: string;
                                risk: string;
                                title: string;
                            }[];
                            gone: {
                                at: {
                                    from: number;
                                    path: string | {
                                        /** Format: base64 */
                                        base64: string;
                                    };
                                    side: string;
                                    to: number;
                                }[];
                                class: string;
                                code: string;
                                risk: string;
                                title: string;
                            }[];
                            /** @description Nothing in the scope differs: whoever saw one saw the other */
                            same: boolean;
                        } | null;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1ChangesChangeWork: {
        parameters: {
            query?: never;
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                change: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All that the queue has about a change: tasks and who is at them, moves of the proposal, decisions, questions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        authors: string[];
                        /** Format: date-time */
                        captured: string;
                        change: string;
                        classes: string[];
                        decisions: {
                            change: string;
                            decision: string;
                            id: string;
                            leaf: number;
                            organisation: string;
                            person: string;
                            role: string;
                        }[];
                        /** @description What the findings say */
                        effect: string;
                        landedLeaf: number | null;
                        leaf: number;
                        moves: {
                            change: string;
                            leaf: number;
                        }[];
                        questions: {
                            change: string;
                            id: string;
                            /** @enum {string} */
                            kind: "question" | "concern" | "blocking";
                            opener: {
                                organisation: string;
                                person: string;
                            };
                            /** @description Asked about an earlier revision */
                            outdated: boolean;
                            role: string;
                            said: {
                                act: string;
                                /** Format: date-time */
                                at: string;
                                organisation: string;
                                person: string;
                                text: string;
                            }[];
                            /** Format: date-time */
                            since: string;
                            /** @description Whose turn it is: author, reviewer, nobody once it is resolved */
                            turn: string;
                        }[];
                        rejectedLeaf: number | null;
                        replacedBy: string | null;
                        risk: number;
                        state: string;
                        tasks: {
                            claim: {
                                person: string;
                                /** Format: date-time */
                                until: string;
                            } | null;
                            claims: {
                                act: string;
                                /** Format: date-time */
                                at: string;
                                other: string | null;
                                person: string;
                                reason: string | null;
                            }[];
                            decided: string | null;
                            /** Format: date-time */
                            opened: string;
                            /** @description The policy is another one: nobody may decide before it is captured again */
                            outdated: boolean;
                            /** @description Who may still decide */
                            people: string[];
                            requirements: string[];
                            role: string;
                            said: string | null;
                            snoozedUntil: string | null;
                            state: string;
                            turn: {
                                /** Format: date-time */
                                since: string;
                                whose: string;
                                why: string;
                            };
                        }[];
                        /** @description The author's words */
                        title: string;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1Decisions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: base64 */
                    payload: string;
                    payloadType: string;
                    signatures: {
                        keyid?: string;
                        /** Format: base64 */
                        sig: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Hand in a signed decision (DSSE). The same one again has the same place */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        alarms: {
                            code: string;
                            incident: string;
                            organisations: string[];
                        }[];
                        kind: string;
                        leaf: {
                            index: number;
                        };
                        outcome: string;
                        /** Format: base64 */
                        salt: string;
                        statement: {
                            sha256: string;
                        };
                        waitingFor: string[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1DecisionsBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    decisions: {
                        /** Format: base64 */
                        payload: string;
                        payloadType: string;
                        signatures: {
                            keyid?: string;
                            /** Format: base64 */
                            sig: string;
                        }[];
                    }[];
                };
            };
        };
        responses: {
            /** @description Hand in decisions that were made together. Each is a record and an answer of its own; the same again have their places */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            accepted?: {
                                alarms: {
                                    code: string;
                                    incident: string;
                                    organisations: string[];
                                }[];
                                kind: string;
                                leaf: {
                                    index: number;
                                };
                                outcome: string;
                                /** Format: base64 */
                                salt: string;
                                statement: {
                                    sha256: string;
                                };
                                waitingFor: string[];
                            };
                            change: string;
                            problem?: {
                                code: string;
                                detail: string;
                                remedy: string;
                            };
                            statement: {
                                sha256: string;
                            };
                            /** @description As of a decision that is handed in by itself */
                            status: number;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1Deployments: {
        parameters: {
            query?: never;
            header?: {
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    requestId: string;
                    /** @enum {string} */
                    state: "started" | "succeeded" | "failed" | "rolled-back";
                    verdict: string;
                };
            };
        };
        responses: {
            /** @description Log what was done with a verdict of this service's gate: a receipt that the gate signs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Pending: decisions are missing; ask again after Retry-After */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The gate cannot be asked so */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The evidence does not verify */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Log or repository cannot be reached; ask again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1Environments: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                repository?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Environments of the policy for each of its repositories: what runs, what is next, and what the gate says */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            candidate: {
                                commit: string;
                                ref: string;
                                waiting: {
                                    deployment: string;
                                    /** @description As GitHub names it */
                                    ref: string;
                                    run: string;
                                    since: string | null;
                                } | null;
                            } | null;
                            /** @description What runs was not let go on by any gate */
                            drift: boolean;
                            environment: string;
                            /** @description What the gate says of the candidate now; null where there is none */
                            gate: {
                                code: string;
                                /** @enum {string} */
                                decision: "allow" | "pending" | "deny" | "error";
                                reasons: {
                                    code: string;
                                    message: string;
                                    remedy: string;
                                }[];
                            } | null;
                            repository: string;
                            requires: {
                                count: number;
                                id: string;
                                role: string;
                            }[];
                            /** @description Null where nothing says that anything was deployed */
                            running: {
                                allowed: boolean;
                                believed?: string | null;
                                /**
                                 * @description A receipt in the log, or what GitHub showed, which is no evidence
                                 * @enum {string}
                                 */
                                by: "log" | "github";
                                code?: string | null;
                                commit: string;
                                deployment?: string;
                                leaf?: number;
                                ref: string;
                                run?: string;
                                state: string;
                                time: string | null;
                                /** @description SHA-256 of the verdict's statement */
                                verdict: string | null;
                            } | null;
                            steps: number;
                            /** @description Steps behind what runs that nothing covers */
                            undecided: number;
                        }[];
                        next: string | null;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1EnvironmentsRepositoryEnvironment: {
        parameters: {
            query?: never;
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                environment: string;
                repository: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An environment: the steps between what runs and the candidate with who decided what, what was deployed, and when gates were heard of */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        candidate: {
                            commit: string;
                            ref: string;
                            waiting: {
                                deployment: string;
                                /** @description As GitHub names it */
                                ref: string;
                                run: string;
                                since: string | null;
                            } | null;
                        } | null;
                        /** @description Decisions that carry what runs, as far as the range of the gate reaches back */
                        coveredBy: {
                            change: string;
                            leaf: number;
                            notAfter?: string;
                            person: string;
                            role: string;
                        }[];
                        /** @description What runs was not let go on by any gate */
                        drift: boolean;
                        /** @description Steps behind what runs that are not shown */
                        earlier: number;
                        environment: string;
                        /** @description What the gate says of the candidate now; null where there is none */
                        gate: {
                            code: string;
                            /** @enum {string} */
                            decision: "allow" | "pending" | "deny" | "error";
                            reasons: {
                                code: string;
                                message: string;
                                remedy: string;
                            }[];
                        } | null;
                        gates: {
                            id: string;
                            last: {
                                leaf: number;
                                time: string | null;
                            } | null;
                        }[];
                        history: {
                            believed?: string | null;
                            /**
                             * @description A receipt in the log, or what GitHub showed, which is no evidence
                             * @enum {string}
                             */
                            by: "log" | "github";
                            code?: string | null;
                            commit: string;
                            deployment?: string;
                            leaf?: number;
                            ref: string;
                            run?: string;
                            state: string;
                            time: string | null;
                            /** @description SHA-256 of the verdict's statement */
                            verdict: string | null;
                        }[];
                        lastAllowed: {
                            believed?: string | null;
                            /**
                             * @description A receipt in the log, or what GitHub showed, which is no evidence
                             * @enum {string}
                             */
                            by: "log" | "github";
                            code?: string | null;
                            commit: string;
                            deployment?: string;
                            leaf?: number;
                            ref: string;
                            run?: string;
                            state: string;
                            time: string | null;
                            /** @description SHA-256 of the verdict's statement */
                            verdict: string | null;
                        } | null;
                        /** @description By which the gate judged */
                        log: {
                            size: number;
                            time?: string;
                        } | null;
                        repository: string;
                        requires: {
                            count: number;
                            id: string;
                            role: string;
                        }[];
                        /** @description Null where nothing says that anything was deployed */
                        running: {
                            allowed: boolean;
                            believed?: string | null;
                            /**
                             * @description A receipt in the log, or what GitHub showed, which is no evidence
                             * @enum {string}
                             */
                            by: "log" | "github";
                            code?: string | null;
                            commit: string;
                            deployment?: string;
                            leaf?: number;
                            ref: string;
                            run?: string;
                            state: string;
                            time: string | null;
                            /** @description SHA-256 of the verdict's statement */
                            verdict: string | null;
                        } | null;
                        steps: {
                            approvals: {
                                change: string;
                                leaf: number;
                                notAfter?: string;
                                person: string;
                                role: string;
                            }[];
                            /** @description Captured changes with the very content of the step */
                            changes: {
                                change: string;
                                leaf: number;
                                proposal: string | null;
                                risk: number;
                                roles: {
                                    decisions: {
                                        decision: string;
                                        leaf: number;
                                        person: string;
                                    }[];
                                    /** @description Who may still decide */
                                    people: string[];
                                    role: string;
                                    said: string | null;
                                    state: string;
                                }[];
                                title: string;
                            }[];
                            class?: string;
                            from: string;
                            /** @description At most 20 */
                            residual: {
                                path: string;
                                status: string;
                            }[];
                            residuals: number;
                            state: string;
                            to: string;
                        }[];
                        /** @description Steps behind what runs that nothing covers */
                        undecided: number;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1Events: {
        parameters: {
            query?: {
                after?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events, in ids alone; goes on behind Last-Event-ID, else behind `after`, else (and where no event has that id yet) with what comes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1GateEvaluate: {
        parameters: {
            query?: never;
            header?: {
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    artifact: {
                        digest: string;
                    } | null;
                    /** Format: base64 */
                    bundle?: string;
                    commit: string;
                    environment: string;
                    /** @enum {string} */
                    intent: "deploy" | "rollback";
                    /** Format: starts_with */
                    ref: string;
                    repository: {
                        id: string;
                        uri?: string;
                    };
                    requestId: string;
                };
            };
        };
        responses: {
            /** @description May this commit go to this environment now? The answer of `countersign gate`, on the operator's service a convenience: rely only on a verdict that the gate key which you pin signed for your own question. 200 also denies */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Pending: decisions are missing; ask again after Retry-After */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The gate cannot be asked so */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The evidence does not verify */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Log or repository cannot be reached; ask again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1GateRequestsRequestId: {
        parameters: {
            query?: never;
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                requestId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest answer to a request, on the operator's service a convenience: rely only on a verdict that the gate key which you pin signed for your own question */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Pending: decisions are missing; ask again after Retry-After */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gate cannot be asked so */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The evidence does not verify */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Log or repository cannot be reached; ask again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        decision?: string;
                        requestId: string;
                        validUntil?: string;
                        /** @description The signed verdict, a DSSE envelope in base64 */
                        verdict?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1Github: {
        parameters: {
            query?: never;
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How the GitHub App stands: installations, what has the gate asked, deployments that wait, lost deliveries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deployments: {
                            asked: string;
                            /** @description What GitHub believes, as it showed it last */
                            believed: string | null;
                            code: string | null;
                            commit: string;
                            decision: string | null;
                            deployment: string;
                            environment: string;
                            next: string;
                            refused: string | null;
                            reports: number;
                            repository: string;
                            run: string;
                            signed: boolean;
                            /** @enum {string} */
                            state: "open" | "approved" | "rejected" | "over";
                            /** @description SHA-256 of the verdict's statement */
                            verdict: string | null;
                        }[];
                        /** @description What has to stand on GitHub so that the gate is asked; `wrong` is monitor.gate-removed */
                        guards: {
                            aspect: string;
                            detail: string;
                            repository: string;
                            since: string;
                            /** @enum {string} */
                            state: "right" | "wrong" | "unseen";
                            subject: string;
                        }[];
                        installations: {
                            account: string;
                            gone: boolean;
                            installation: string;
                            seen: string;
                            suspended: boolean;
                        }[];
                        /** @description Deliveries that GitHub made and that did not come */
                        missing: {
                            attempts: number;
                            delivery: string;
                            event: string;
                            lost: boolean;
                            since: string;
                        }[];
                        repositories: {
                            archived: boolean;
                            /** @description Why nobody of ours reaches it any more, a code */
                            gone: string | null;
                            installation: string;
                            name: string;
                            repository: string;
                        }[];
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1Hints: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    repository: string;
                };
            };
        };
        responses: {
            /** @description Say that something changed in a repository. It is looked at; nothing that is said is believed */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        repository: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1LogEntries: {
        parameters: {
            query?: {
                change?: string;
                commit?: string;
                cursor?: string;
                decision?: "approve" | "reject" | "hold" | "revoke";
                environment?: string;
                index?: string;
                key?: string;
                kind?: "policy" | "baseline" | "change" | "review" | "deployment" | "incident" | "break-glass";
                limit?: string;
                person?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries of the log, newest first; without rights their kinds alone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description Null where they are withheld, and where it says nothing */
                            facts: {
                                /** @description The leaf that an incident is about */
                                about?: number;
                                change?: string;
                                /** @description Of an incident */
                                code?: string;
                                commit?: string;
                                decision?: string;
                                environment?: string;
                                /** @enum {string} */
                                kind: "policy" | "baseline" | "change" | "review" | "deployment" | "incident" | "break-glass";
                                /** @description SHA-256 of what was signed */
                                record: string;
                                ref?: string;
                                repository?: string;
                                /** @description Which a baseline settles */
                                requirements?: string[];
                                role?: string;
                                /** @description People, and whoever opened an incident; a service or gate signs the rest */
                                signedBy: ({
                                    /** @description Its fingerprint */
                                    key: string;
                                    organisation: string;
                                    person: string;
                                } | {
                                    machine: string;
                                })[];
                                /** @description Of a deployment or an incident */
                                state?: string;
                                /** @description The author's words */
                                title?: string;
                                /** @description Of a policy */
                                version?: number;
                            } | null;
                            index: number;
                            /** @enum {string} */
                            kind: "policy" | "baseline" | "change" | "review" | "deployment" | "incident" | "break-glass";
                            /** @description Whether the published checkpoint covers it */
                            published: boolean;
                            /**
                             * @description Voided by a later policy; or a record that was logged before, or says nothing that counts
                             * @enum {string}
                             */
                            state: "counts" | "voided" | "no-effect";
                            /** @description When it was written here, which is no evidence; null while unknown */
                            time: string | null;
                        }[];
                        next: string | null;
                        published: number;
                        size: number;
                        withheld: {
                            code: string;
                            remedy: string;
                        } | null;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1LogEntriesIndex: {
        parameters: {
            query?: never;
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path: {
                index: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An entry of the log: its leaf for everybody, salt and envelope for whoever reads evidence */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: base64
                         * @description The DSSE envelope as it was logged
                         */
                        envelope?: string;
                        /** @description Null where they are withheld, and where it says nothing */
                        facts: {
                            /** @description The leaf that an incident is about */
                            about?: number;
                            change?: string;
                            /** @description Of an incident */
                            code?: string;
                            commit?: string;
                            decision?: string;
                            environment?: string;
                            /** @enum {string} */
                            kind: "policy" | "baseline" | "change" | "review" | "deployment" | "incident" | "break-glass";
                            /** @description SHA-256 of what was signed */
                            record: string;
                            ref?: string;
                            repository?: string;
                            /** @description Which a baseline settles */
                            requirements?: string[];
                            role?: string;
                            /** @description People, and whoever opened an incident; a service or gate signs the rest */
                            signedBy: ({
                                /** @description Its fingerprint */
                                key: string;
                                organisation: string;
                                person: string;
                            } | {
                                machine: string;
                            })[];
                            /** @description Of a deployment or an incident */
                            state?: string;
                            /** @description The author's words */
                            title?: string;
                            /** @description Of a policy */
                            version?: number;
                        } | null;
                        index: number;
                        /** @enum {string} */
                        kind: "policy" | "baseline" | "change" | "review" | "deployment" | "incident" | "break-glass";
                        /**
                         * Format: base64
                         * @description What the tree has: its hash is that of these bytes
                         */
                        leaf: string;
                        /** @description Whether the published checkpoint covers it */
                        published: boolean;
                        /** Format: base64 */
                        salt?: string;
                        size: number;
                        /**
                         * @description Voided by a later policy; or a record that was logged before, or says nothing that counts
                         * @enum {string}
                         */
                        state: "counts" | "voided" | "no-effect";
                        /** @description When it was written here, which is no evidence; null while unknown */
                        time: string | null;
                        withheld: {
                            code: string;
                            remedy: string;
                        } | null;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1Manifests: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                repository?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Manifests by name: what is in force of each, and what is proposed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description The tree of its folder on main */
                            inForce: string | null;
                            /** @description What it is a snapshot of: a folder, and the end of its branch */
                            name: string;
                            proposed: {
                                /** @description Null before it is captured */
                                change: string | null;
                                commit: string;
                                ref: string;
                            } | null;
                        }[];
                        next: string | null;
                        repository: string;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1Manifests: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    files: {
                        /** Format: base64 */
                        content: string;
                        path: string;
                    }[];
                    message?: string;
                    /** @description What it is a snapshot of: a folder, and the end of its branch */
                    name: string;
                    /** @description Not needed where there is only one */
                    repository?: string;
                };
            };
        };
        responses: {
            /** @description Propose a snapshot of all files of an artifact. It is captured and reviewed like any branch */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        commit: string;
                        /**
                         * @description present: proposed before; unchanged: in force already, and nothing is proposed
                         * @enum {string}
                         */
                        outcome: "proposed" | "present" | "unchanged";
                        ref: string;
                        repository: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1ManifestsLand: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What is proposed, as it was read */
                    commit: string;
                    /** @description What it is a snapshot of: a folder, and the end of its branch */
                    name: string;
                    /** @description Not needed where there is only one */
                    repository?: string;
                };
            };
        };
        responses: {
            /** @description Put a proposed snapshot in force, once all whom the policy asks decided for it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description What is in force */
                        commit: string;
                        ref: string;
                        repository: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1Me: {
        parameters: {
            query?: never;
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who one is, by the policy in force */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description For the header X-Countersign-Csrf of each write, where the session is a cookie */
                        csrf?: string;
                        /** @description Fingerprint of the key that one signed in with */
                        key?: string;
                        /** @constant */
                        kind: "person";
                        operator: boolean;
                        organisation: string;
                        person: string;
                        policy?: {
                            sha256: string;
                            version: number;
                        };
                        roles: string[];
                        session?: {
                            /** Format: uuid */
                            id: string;
                            /**
                             * Format: date-time
                             * @description When it ends at the latest
                             */
                            until: string;
                        };
                    } | {
                        id: string;
                        /** @constant */
                        kind: "machine";
                        policy: {
                            sha256: string;
                            version: number;
                        };
                        scopes: string[];
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1Policy: {
        parameters: {
            query?: never;
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy in force, as it was signed: the answer is its canonical JSON, the ETag its SHA-256 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1PolicyVersions: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                since?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every version of the policy as it was logged, the oldest first: whoever has one verifies the next by it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /**
                             * Format: base64
                             * @description The DSSE envelope as it was logged
                             */
                            envelope: string;
                            /** @description From which on it is in force */
                            leaf: number;
                            /** @description Of its canonical JSON */
                            sha256: string;
                            signedBy: {
                                key: string;
                                organisation: string;
                                person: string;
                            }[];
                            /** @description When it was written here, which is no evidence; null while unknown */
                            time: string | null;
                            version: number;
                        }[];
                        next: string | null;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1QuestionsQuestionAnswer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path: {
                question: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                };
            };
        };
        responses: {
            /** @description Answer a question as its author */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        done: true;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1QuestionsQuestionReopen: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path: {
                question: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                };
            };
        };
        responses: {
            /** @description Take back that a question was resolved */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        done: true;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1QuestionsQuestionReply: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path: {
                question: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                };
            };
        };
        responses: {
            /** @description Ask on, as whoever opened it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        done: true;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1QuestionsQuestionResolve: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path: {
                question: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text?: string;
                };
            };
        };
        responses: {
            /** @description End a question, as whoever opened it, with a last word or none */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        done: true;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1Queue: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
                q?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tasks that match a query, in its order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: date-time */
                            captured: string;
                            change: string;
                            claim: {
                                person: string;
                                /** Format: date-time */
                                until: string;
                            } | null;
                            classes: string[];
                            decided: string | null;
                            /** @description Null while the clock stands still, and where nothing is promised */
                            due: string | null;
                            /** @description What the findings say */
                            effect: string;
                            /** @description How many paths it changes */
                            files?: number;
                            head: string;
                            leaf: number;
                            /** @description The revision that one looked at last, perhaps this one; null where one has not looked yet */
                            looked?: {
                                /** Format: date-time */
                                at: string;
                                change: string;
                            } | null;
                            /** @description Every revision of the proposal, in order */
                            moves: {
                                change: string;
                                leaf: number;
                            }[];
                            /** Format: date-time */
                            opened: string;
                            paused: string | null;
                            /** @description Who may still decide */
                            people: string[];
                            proposal: string | null;
                            ref: string;
                            /** @description Where the same content was rejected, under whatever change */
                            rejectedLeaf: number | null;
                            replacedBy: string | null;
                            repository: string;
                            risk: number;
                            role: string;
                            /** @description The word of the role's organisation that stands */
                            said: string | null;
                            snoozedUntil: string | null;
                            state: string;
                            /** @description The author's words */
                            title: string;
                            turn: {
                                /** Format: date-time */
                                since: string;
                                whose: string;
                                why: string;
                            };
                        }[];
                        next: string | null;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1QueueChangeRoleClaim: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path: {
                change: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Say that one is at a task, for half an hour; where another is, that takes a reason */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        person: string;
                        /** Format: date-time */
                        since: string;
                        /** Format: date-time */
                        until: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteV1QueueChangeRoleClaim: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path: {
                change: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Say that one is at a task no longer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        done: true;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "postV1QueueChangeRoleHand-over": {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path: {
                change: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    person: string;
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Hand a claim of one's own to another person of the role */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        person: string;
                        /** Format: date-time */
                        since: string;
                        /** Format: date-time */
                        until: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1QueueChangeRoleSnooze: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path: {
                change: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    until: string | null;
                };
            };
        };
        responses: {
            /** @description Put a task out of one's own sight until then; null puts it back. Its clock goes on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        done: true;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1QueueCounts: {
        parameters: {
            query?: {
                q?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many tasks match a query, and whose turn it is in them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        claimedByOthers: number;
                        matching: number;
                        needsMe: number;
                        waitingOnAuthor: number;
                        waitingOnSystem: number;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1QueueSections: {
        parameters: {
            query?: {
                limit?: string;
                q?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sections of what a query asks for, by whose turn it is: how many tasks each has, and the first of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            count: number;
                            items: {
                                /** Format: date-time */
                                captured: string;
                                change: string;
                                claim: {
                                    person: string;
                                    /** Format: date-time */
                                    until: string;
                                } | null;
                                classes: string[];
                                decided: string | null;
                                /** @description Null while the clock stands still, and where nothing is promised */
                                due: string | null;
                                /** @description What the findings say */
                                effect: string;
                                /** @description How many paths it changes */
                                files?: number;
                                head: string;
                                leaf: number;
                                /** @description The revision that one looked at last, perhaps this one; null where one has not looked yet */
                                looked?: {
                                    /** Format: date-time */
                                    at: string;
                                    change: string;
                                } | null;
                                /** @description Every revision of the proposal, in order */
                                moves: {
                                    change: string;
                                    leaf: number;
                                }[];
                                /** Format: date-time */
                                opened: string;
                                paused: string | null;
                                /** @description Who may still decide */
                                people: string[];
                                proposal: string | null;
                                ref: string;
                                /** @description Where the same content was rejected, under whatever change */
                                rejectedLeaf: number | null;
                                replacedBy: string | null;
                                repository: string;
                                risk: number;
                                role: string;
                                /** @description The word of the role's organisation that stands */
                                said: string | null;
                                snoozedUntil: string | null;
                                state: string;
                                /** @description The author's words */
                                title: string;
                                turn: {
                                    /** Format: date-time */
                                    since: string;
                                    whose: string;
                                    why: string;
                                };
                            }[];
                            /** @enum {string} */
                            name: "me" | "claimed" | "reviewers" | "author" | "system" | "snoozed" | "decided";
                            next: string | null;
                            /** @description By which GET /v1/queue goes on after `next` */
                            query: string;
                        }[];
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1Session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    deliver: "cookie" | "token";
                    /** Format: base64 */
                    nonce: string;
                    /**
                     * Format: base64
                     * @description The binary SSHSIG blob
                     */
                    signature: string;
                    /** Format: date-time */
                    time: string;
                };
            };
        };
        responses: {
            /** @description Sign in: an SSH signature in the namespace countersign-login@v1, by a key or a passkey */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description For the header X-Countersign-Csrf of each write */
                        csrf?: string;
                        /** @constant */
                        kind: "person";
                        operator: boolean;
                        organisation: string;
                        person: string;
                        roles: string[];
                        /** @description How long the session lasts at most */
                        seconds: number;
                        /** Format: uuid */
                        session: string;
                        /** @description For the header Authorization: Bearer */
                        token?: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteV1Session: {
        parameters: {
            query?: never;
            header?: {
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1SessionChallenge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description A nonce and a time to sign in with, once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: base64 */
                        nonce: string;
                        /** Format: date-time */
                        time: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1Sessions: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One's own sessions, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            current: boolean;
                            /** @enum {string} */
                            delivered: "cookie" | "token";
                            /** Format: uuid */
                            id: string;
                            made: number;
                            used: number;
                        }[];
                        next: string | null;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteV1Sessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End all of one's own sessions, this one too */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ended: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteV1SessionsSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1Tokens: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All tokens, newest first, without their secrets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            label: string;
                            made: number;
                            madeBy: string;
                            revoked: boolean;
                            scopes: ("gate:evaluate" | "hints:write" | "captures:write" | "deployments:write" | "read")[];
                            until: number;
                            used: number | null;
                        }[];
                        next: string | null;
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1Tokens: {
        parameters: {
            query?: never;
            header?: {
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    days: number;
                    label: string;
                    scopes: ("gate:evaluate" | "hints:write" | "captures:write" | "deployments:write" | "read")[];
                };
            };
        };
        responses: {
            /** @description Make a token; its secret is told once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        secret: string;
                        until: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteV1TokensToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getV1Work: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: string;
            };
            header?: {
                /** @description 304 where the client has it already */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How the work stands, and what nobody tries any more before people look */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        health: {
                            oldest: number;
                            overdue: number;
                            parked: number;
                            undone: number;
                        };
                        next: string | null;
                        parked: {
                            /** Format: date-time */
                            asked: string;
                            code: string | null;
                            failures: number;
                            key: string;
                            kind: string;
                            parked: string | null;
                        }[];
                    };
                };
            };
            /** @description The client has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postV1WorkReplay: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request again has the same answer, for a day */
                "Idempotency-Key"?: string;
                /** @description With a cookie: what /v1/me says */
                "x-countersign-csrf"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    key: string;
                    kind: string;
                };
            };
        };
        responses: {
            /** @description Have parked work tried again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: string;
                        kind: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
}
