import { useEffect, useEffectEvent, useRef } from "react";
import type { ReactNode, RefObject } from "react";

/** Calls back once an element is near the view, and each time that it comes near again. */
export function useNear(place: RefObject<HTMLElement | null>, onNear: () => void): void {
  const near = useEffectEvent(onNear);
  useEffect(() => {
    const { current } = place;
    if (current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) near();
      },
      { root: current.closest(".change"), rootMargin: "1200px 0px" },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [place]);
}

type Props = { readonly height: number; readonly onNear: () => void; readonly children: ReactNode };

/** Holds the place of what is not here yet, and says when it comes near the view. Height in pixels. */
export function WhenNear({ height, onNear, children }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useNear(place, onNear);
  return (
    <div ref={place} style={{ minHeight: height }}>
      {children}
    </div>
  );
}
