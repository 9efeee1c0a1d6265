import { simpleGit } from "simple-git";
import type { SimpleGit } from "simple-git";

/** Lumen's repository, in which one of its people commits. */
export async function openLumen(repo: string): Promise<SimpleGit> {
  const git = simpleGit(repo);
  await git.addConfig("user.name", "Salma Reyes");
  await git.addConfig("user.email", "salma@lumen.example");
  await git.addConfig("commit.gpgSign", "false");
  return git;
}
