import { useEffect, useState } from "react";

type Props = { readonly text: string; readonly name: string; readonly type?: string };

/** A text as a file to keep, made here. */
export function SaveFile({ text, name, type = "application/json" }: Props) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([text], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [text, type]);
  return (
    <a href={url} download={name}>
      Save {name}
    </a>
  );
}
