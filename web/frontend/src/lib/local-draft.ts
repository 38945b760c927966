// What was typed and has not reached the server yet. A copy is dropped as soon as the server has it, so that a
// customer's data does not stay in the browser of a shared desk.
export type Answers = Record<string, unknown>;
export interface LocalDraft {
  answers: Answers;
  savedAt: string;
}

const PREFIX = "sopflow.draft.";

export function keepLocally(key: string, answers: Answers, now: Date = new Date()): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ answers, savedAt: now.toISOString() }));
  } catch (problem) {
    // A full or forbidden storage leaves the server's copy; typing must go on.
    if (!(problem instanceof DOMException)) throw problem;
  }
}

export function readLocally(key: string): LocalDraft | null {
  const text = localStorage.getItem(PREFIX + key);
  if (!text) return null;
  try {
    const draft = JSON.parse(text) as LocalDraft;
    return draft.answers && draft.savedAt ? draft : null;
  } catch {
    return null;
  }
}

export function dropLocally(key: string): void {
  localStorage.removeItem(PREFIX + key);
}

/** The later of the two; the server's when there is no local one. */
export function newest(local: LocalDraft | null, server: LocalDraft | null): LocalDraft | null {
  if (!local) return server;
  if (!server) return local;
  return local.savedAt > server.savedAt ? local : server;
}
