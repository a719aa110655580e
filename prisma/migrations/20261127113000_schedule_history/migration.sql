-- CreateTable
CREATE TABLE "schedule_version" (
    "organisation_id" TEXT NOT NULL,
    "schedule_id" TEXT NOT NULL,
    "config_version" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "schedule" JSON NOT NULL,

    CONSTRAINT "schedule_version_pkey" PRIMARY KEY ("organisation_id","schedule_id","config_version","from_at")
);

-- Who was on call when is a fact, and facts are not changed.
CREATE TRIGGER "schedule_version_append_only" BEFORE UPDATE OR DELETE ON "schedule_version" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "schedule_version_no_truncate" BEFORE TRUNCATE ON "schedule_version" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "schedule_version" ENABLE ALWAYS TRIGGER "schedule_version_append_only";
ALTER TABLE "schedule_version" ENABLE ALWAYS TRIGGER "schedule_version_no_truncate";
