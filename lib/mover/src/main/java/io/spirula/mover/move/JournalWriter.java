package io.spirula.mover.move;

import java.nio.ByteBuffer;

/** Hands to a journal what of a move is done. Used by one thread. */
final class JournalWriter {

    private final ChunkHashes done;
    private final MoveJournal journal;
    private long kept;
    private long last = System.nanoTime();

    /**
     * @param done what it holds already is in the journal
     */
    JournalWriter(ChunkHashes done, MoveJournal journal) {
        this.done = done;
        this.journal = journal;
        this.kept = done.count();
    }

    /** If it is time for that. */
    void writeIfDue() {
        long now = System.nanoTime();
        if (now - last >= journal.interval().toNanos()) {
            last = now;
            write();
        }
    }

    /** All that is done by now. */
    void write() {
        long upTo = journal.equals(MoveJournal.NONE) ? 0 : done.count();
        while (kept < upTo) {
            ByteBuffer records = done.records(kept);
            long count = records.remaining() / ChunkHashes.RECORD;
            if (!journal.append(records)) {
                return;
            }
            kept += count;
        }
    }

    /** The move failed: what is done is kept all the same, if that can be. */
    void writeAfter(RuntimeException failure) {
        try {
            write();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
