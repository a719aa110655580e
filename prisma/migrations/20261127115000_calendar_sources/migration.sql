-- CreateTable
CREATE TABLE "calendar_source" (
    "organisation_id" TEXT NOT NULL,
    "schedule_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "text" TEXT,
    "etag" TEXT,
    "attempted_at" TIMESTAMPTZ(3) NOT NULL,
    "fetched_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "report" JSON,

    CONSTRAINT "calendar_source_pkey" PRIMARY KEY ("organisation_id","schedule_id","source")
);
