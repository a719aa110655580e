-- AlterTable
ALTER TABLE "action" ADD COLUMN     "outcome_applied" JSON,
ADD COLUMN     "outcome_unconfirmed" JSON;
