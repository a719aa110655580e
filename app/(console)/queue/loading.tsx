import { QueueSkeleton } from "@/components/queue/queue-skeleton";

export default QueueSkeleton;
