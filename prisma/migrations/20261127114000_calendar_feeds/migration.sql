-- CreateTable
CREATE TABLE "calendar_feed" (
    "organisation_id" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "calendar_feed_pkey" PRIMARY KEY ("organisation_id","owner","subject")
);

-- CreateIndex
CREATE UNIQUE INDEX "calendar_feed_hash_key" ON "calendar_feed"("hash");
