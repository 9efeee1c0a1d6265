import { visiblePieces } from "./visible.ts";

/** A text that others wrote, on one line, isolated from what stands around it; what would not be seen is a boxed escape. */
export function OthersText({ text }: { readonly text: string }) {
  return (
    <bdi>
      {visiblePieces(text).map((piece, index) =>
        piece.escaped ? (
          <span key={index} className="escape">
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </bdi>
  );
}
