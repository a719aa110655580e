-- CreateTable
CREATE TABLE "freeze_in_force" (
    "organisation_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "freeze_in_force_pkey" PRIMARY KEY ("organisation_id","kind","subject_id")
);

ALTER TABLE "freeze_in_force" ADD CONSTRAINT "freeze_in_force_kind" CHECK ("kind" IN ('agent', 'surface'));

-- Grants nobody has claimed: what a kill revokes.
CREATE INDEX "approval_request_unclaimed" ON "approval_request" ("organisation_id", "agent_id", "id") WHERE "grant_status" IN ('held', 'issued');
