-- What was denied in a run: the loop breaker counts it for every request that is looked at.
CREATE INDEX "approval_request_denied_run" ON "approval_request" ("organisation_id", "agent_id", "run_id") WHERE "status" = 'denied';
