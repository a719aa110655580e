import { ListSkeleton } from "@/components/shared/list-skeleton";

export default function Loading() {
  return <ListSkeleton what="the webhooks" />;
}
