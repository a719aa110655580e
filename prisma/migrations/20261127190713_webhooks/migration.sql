-- CreateTable
CREATE TABLE "webhook_secret" (
    "organisation_id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "previous" TEXT,
    "previous_until" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_secret_pkey" PRIMARY KEY ("organisation_id","webhook_id")
);

-- CreateTable
CREATE TABLE "webhook_message" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "request_id" TEXT,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "answered" INTEGER,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "tried_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_message_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_message_latest" ON "webhook_message"("organisation_id", "webhook_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "webhook_message_event" ON "webhook_message"("organisation_id", "webhook_id", "event_id");

ALTER TABLE "webhook_message" ADD CONSTRAINT "webhook_message_status" CHECK ("status" IN ('waiting', 'delivered', 'failed'));
