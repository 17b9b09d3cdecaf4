/** What the tab says while a view is open. */
import { useEffect } from "preact/hooks";

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Asterism`;
    return () => void (document.title = "Asterism");
  }, [title]);
}
