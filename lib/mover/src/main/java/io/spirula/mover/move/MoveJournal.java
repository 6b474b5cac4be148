package io.spirula.mover.move;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Keeps what of a move is done for good, so that another attempt can go on from there: see {@link DoneParts#read}. Called by
 * the thread that ordered the move, which waits for it; the move itself goes on meanwhile.
 */
public interface MoveJournal {

    /** Nothing is kept: a move that dies begins again. */
    MoveJournal NONE = new MoveJournal() {
        @Override
        public Duration interval() {
            return Duration.ofDays(1);
        }

        @Override
        public boolean append(ByteBuffer records) {
            return true;
        }
    };

    /** How long to wait after one call before the next. */
    Duration interval();

    /**
     * Keeps what was done since the last call that returned true.
     *
     * @param records of whole chunks, {@link ChunkHashes#RECORD} bytes each, at most 1 MiB
     * @return false if they could not be kept for now: they are offered again, with others behind them
     */
    boolean append(ByteBuffer records);
}
