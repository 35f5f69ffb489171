"use client";

import { saveFile } from "@/components/patterns/save-file";
import { Button } from "@/components/ui/button";

/** The certificate is public and here already: nothing more is asked of the server. */
export function CaDownload({ file, certificate, label }: { file: string; certificate: string; label: string }) {
  return <Button onClick={() => saveFile(file, certificate, "application/x-pem-file")}>{label}</Button>;
}
