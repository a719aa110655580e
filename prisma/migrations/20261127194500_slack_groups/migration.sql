-- CreateTable
CREATE TABLE "slack_group_member" (
    "team_id" TEXT NOT NULL,
    "group_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "slack_group_member_pkey" PRIMARY KEY ("team_id","group_id","user_id")
);
