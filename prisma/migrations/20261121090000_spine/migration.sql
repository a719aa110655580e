-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "organisation" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "config_version" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "config_version" (
    "organisation_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSON NOT NULL,
    "hash" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "config_version_pkey" PRIMARY KEY ("organisation_id","version")
);

-- CreateTable
CREATE TABLE "person" (
    "organisation_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "role" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "person_pkey" PRIMARY KEY ("organisation_id","id")
);

-- CreateTable
CREATE TABLE "person_password" (
    "organisation_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_password_pkey" PRIMARY KEY ("organisation_id","person_id")
);

-- CreateTable
CREATE TABLE "person_identity" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_identity_pkey" PRIMARY KEY ("issuer","subject")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "assurance" TEXT NOT NULL,
    "authenticated_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_failure" (
    "subject" TEXT NOT NULL,
    "failed_at" TIMESTAMPTZ(3) NOT NULL,
    "id" BIGSERIAL NOT NULL,

    CONSTRAINT "sign_in_failure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "agent_id" TEXT,
    "name" TEXT,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "callback_secret" TEXT,
    "bootstrap" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "action" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "surface" TEXT,
    "tool" TEXT,
    "tool_version" TEXT,
    "arguments" JSON NOT NULL,
    "run_id" TEXT,
    "on_behalf_of" TEXT,
    "context" JSON NOT NULL,
    "verdict" TEXT NOT NULL,
    "ruling" JSON NOT NULL,
    "config_version" INTEGER NOT NULL,
    "receipt" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome_status" TEXT,
    "outcome_output_digest" TEXT,
    "outcome_error" TEXT,
    "outcome_cost_cents" DOUBLE PRECISION,
    "outcome_at" TIMESTAMPTZ(3),

    CONSTRAINT "action_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_request" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "action_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "run_id" TEXT,
    "surface" TEXT,
    "tool" TEXT,
    "title" TEXT NOT NULL,
    "binding_message" TEXT NOT NULL,
    "route_id" TEXT NOT NULL,
    "config_version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "cause" TEXT,
    "version" INTEGER NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "grant_id" TEXT,
    "grant_status" TEXT,
    "state" JSON NOT NULL,
    "decision_receipt" TEXT,
    "claim_receipt" TEXT,

    CONSTRAINT "approval_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "request_event" (
    "request_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "stream_seq" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSON NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "request_event_pkey" PRIMARY KEY ("request_id","seq")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "organisation_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "jws" TEXT NOT NULL,
    "agent_id" TEXT,
    "people" TEXT[],
    "surface" TEXT,
    "action_id" TEXT,
    "request_id" TEXT,
    "verdict" TEXT,
    "seed" TEXT,
    "reason_code" TEXT,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("organisation_id","seq")
);

-- CreateTable
CREATE TABLE "ledger_head" (
    "organisation_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "hash" TEXT NOT NULL,
    "stream_seq" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ledger_head_pkey" PRIMARY KEY ("organisation_id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "person_id" TEXT,
    "channel" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "step" INTEGER,
    "status" TEXT NOT NULL,
    "open" BOOLEAN NOT NULL DEFAULT true,
    "payload" JSONB NOT NULL,
    "external_ref" JSONB,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "handed_over_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dead" BOOLEAN NOT NULL DEFAULT false,
    "lease_owner" TEXT,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "organisation_id" TEXT NOT NULL,
    "principal" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "status" INTEGER,
    "body" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "locked_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("organisation_id","principal","endpoint","key")
);

-- CreateTable
CREATE TABLE "rate_bucket" (
    "organisation_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "rate_bucket_pkey" PRIMARY KEY ("organisation_id","agent_id","minute")
);

-- CreateTable
CREATE TABLE "open_count" (
    "organisation_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "open_count_pkey" PRIMARY KEY ("organisation_id","agent_id")
);

-- CreateTable
CREATE TABLE "signing_key" (
    "kid" TEXT NOT NULL,
    "private_key" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("kid")
);

-- CreateTable
CREATE TABLE "worker_heartbeat" (
    "id" TEXT NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_heartbeat_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clock_offset" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "milliseconds" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "clock_offset_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "person_email_idx" ON "person"("email");

-- CreateIndex
CREATE INDEX "session_organisation_id_person_id_idx" ON "session"("organisation_id", "person_id");

-- CreateIndex
CREATE INDEX "sign_in_failure_subject_failed_at_idx" ON "sign_in_failure"("subject", "failed_at");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_organisation_id_agent_id_idx" ON "api_key"("organisation_id", "agent_id");

-- CreateIndex
CREATE INDEX "action_organisation_id_agent_id_created_at_idx" ON "action"("organisation_id", "agent_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "approval_request_action_id_key" ON "approval_request"("action_id");

-- CreateIndex
CREATE INDEX "approval_request_organisation_id_digest_idx" ON "approval_request"("organisation_id", "digest");

-- CreateIndex
CREATE UNIQUE INDEX "request_event_organisation_id_stream_seq_key" ON "request_event"("organisation_id", "stream_seq");

-- CreateIndex
CREATE INDEX "ledger_entry_organisation_id_request_id_idx" ON "ledger_entry"("organisation_id", "request_id");

-- CreateIndex
CREATE INDEX "ledger_entry_organisation_id_agent_id_seq_idx" ON "ledger_entry"("organisation_id", "agent_id", "seq");

-- CreateIndex
CREATE INDEX "delivery_request_id_idx" ON "delivery"("request_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_topic_key_key" ON "outbox"("topic", "key");

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- AddForeignKey
ALTER TABLE "config_version" ADD CONSTRAINT "config_version_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person" ADD CONSTRAINT "person_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_password" ADD CONSTRAINT "person_password_organisation_id_person_id_fkey" FOREIGN KEY ("organisation_id", "person_id") REFERENCES "person"("organisation_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_identity" ADD CONSTRAINT "person_identity_organisation_id_person_id_fkey" FOREIGN KEY ("organisation_id", "person_id") REFERENCES "person"("organisation_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_organisation_id_person_id_fkey" FOREIGN KEY ("organisation_id", "person_id") REFERENCES "person"("organisation_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_request" ADD CONSTRAINT "approval_request_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "action"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_event" ADD CONSTRAINT "request_event_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "approval_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_head" ADD CONSTRAINT "ledger_head_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "approval_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What follows is what Prisma's schema language cannot say.

-- The one clock. Every deadline, schedule and lease reads it. Milliseconds, because that is what the wire shows.
INSERT INTO "clock_offset" ("id", "milliseconds") VALUES (1, 0);
ALTER TABLE "clock_offset" ADD CONSTRAINT "clock_offset_one_row" CHECK ("id" = 1 AND "milliseconds" >= 0);

CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL RESTRICTED AS $$
  SELECT date_trunc('milliseconds', clock_timestamp())
       + (SELECT "milliseconds" FROM "clock_offset" WHERE "id" = 1) * interval '1 millisecond'
$$;

-- Exactly one decision, one answer a person, one grant and one claim a request: whatever the code does.
CREATE UNIQUE INDEX "request_event_one_decision" ON "request_event" ("request_id") WHERE "type" = 'decided';
CREATE UNIQUE INDEX "request_event_one_answer_a_person" ON "request_event" ("request_id", ("data" ->> 'person')) WHERE "type" = 'responded';
CREATE UNIQUE INDEX "request_event_one_grant" ON "request_event" ("request_id") WHERE "type" = 'grant_minted';
CREATE UNIQUE INDEX "request_event_one_claim" ON "request_event" ("request_id") WHERE "type" = 'grant_claimed';

-- The same action is asked about once while the question is open.
CREATE UNIQUE INDEX "approval_request_one_pending" ON "approval_request" ("organisation_id", "agent_id", (coalesce("run_id", '')), "digest") WHERE "status" = 'pending';

ALTER TABLE "approval_request"
  ADD CONSTRAINT "approval_request_status" CHECK ("status" IN ('pending', 'approved', 'denied')),
  ADD CONSTRAINT "approval_request_decided" CHECK (("status" = 'pending') = ("decided_at" IS NULL) AND ("status" = 'pending') = ("cause" IS NULL)),
  ADD CONSTRAINT "approval_request_in_time" CHECK ("status" <> 'approved' OR "decided_at" < "deadline_at"),
  ADD CONSTRAINT "approval_request_grant" CHECK ("grant_id" IS NULL OR "status" = 'approved');
ALTER TABLE "action" ADD CONSTRAINT "action_verdict" CHECK ("verdict" IN ('allow', 'throttle', 'sandbox', 'escalate', 'block'));
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_kind" CHECK (("kind" = 'agent' AND "agent_id" IS NOT NULL) OR ("kind" = 'operator' AND "agent_id" IS NULL));
ALTER TABLE "person" ADD CONSTRAINT "person_role" CHECK ("role" IN ('member', 'manager', 'admin', 'auditor'));
ALTER TABLE "delivery"
  ADD CONSTRAINT "delivery_status" CHECK ("status" IN ('queued', 'sent', 'delivered', 'failed')),
  ADD CONSTRAINT "delivery_kind" CHECK ("kind" IN ('page', 'reminder', 'update'));

-- The queue, in the order people read it: one index scan per route a person may answer stays flat however many wait.
CREATE INDEX "approval_request_pending_route" ON "approval_request" ("organisation_id", "route_id", "config_version", "deadline_at", "id") WHERE "status" = 'pending';
CREATE INDEX "approval_request_pending" ON "approval_request" ("organisation_id", "deadline_at", "id") WHERE "status" = 'pending';
CREATE INDEX "approval_request_pending_agent" ON "approval_request" ("organisation_id", "agent_id", "deadline_at") WHERE "status" = 'pending';
CREATE INDEX "approval_request_decided_route" ON "approval_request" ("organisation_id", "route_id", "decided_at" DESC, "id" DESC) WHERE "status" <> 'pending';
CREATE INDEX "approval_request_decided" ON "approval_request" ("organisation_id", "decided_at" DESC, "id" DESC) WHERE "status" <> 'pending';
CREATE INDEX "approval_request_precedents" ON "approval_request" ("organisation_id", "surface", "tool", "decided_at" DESC) WHERE "status" <> 'pending';
CREATE INDEX "delivery_open" ON "delivery" ("organisation_id", "person_id", "request_id") WHERE "open";
CREATE INDEX "delivery_person" ON "delivery" ("organisation_id", "person_id", "created_at" DESC);
CREATE INDEX "outbox_due" ON "outbox" ("due_at") WHERE NOT "dead";

-- Append-only means append-only, also for a session that pretends to be a replica.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "request_event_append_only" BEFORE UPDATE OR DELETE ON "request_event" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "request_event_no_truncate" BEFORE TRUNCATE ON "request_event" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_entry_append_only" BEFORE UPDATE OR DELETE ON "ledger_entry" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_entry_no_truncate" BEFORE TRUNCATE ON "ledger_entry" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "config_version_append_only" BEFORE UPDATE OR DELETE ON "config_version" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "config_version_no_truncate" BEFORE TRUNCATE ON "config_version" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "request_event" ENABLE ALWAYS TRIGGER "request_event_append_only";
ALTER TABLE "request_event" ENABLE ALWAYS TRIGGER "request_event_no_truncate";
ALTER TABLE "ledger_entry" ENABLE ALWAYS TRIGGER "ledger_entry_append_only";
ALTER TABLE "ledger_entry" ENABLE ALWAYS TRIGGER "ledger_entry_no_truncate";
ALTER TABLE "config_version" ENABLE ALWAYS TRIGGER "config_version_append_only";
ALTER TABLE "config_version" ENABLE ALWAYS TRIGGER "config_version_no_truncate";

-- A decision never changes; corrections are new facts.
CREATE FUNCTION refuse_redecision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."status" <> 'pending' AND (NEW."status", NEW."cause", NEW."decided_at") IS DISTINCT FROM (OLD."status", OLD."cause", OLD."decided_at") THEN
    RAISE EXCEPTION 'request % is already decided', OLD."id" USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "approval_request_decided_once" BEFORE UPDATE ON "approval_request" FOR EACH ROW EXECUTE FUNCTION refuse_redecision();
ALTER TABLE "approval_request" ENABLE ALWAYS TRIGGER "approval_request_decided_once";
