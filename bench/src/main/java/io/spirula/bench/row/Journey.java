package io.spirula.bench.row;

import io.spirula.bench.tool.Step;
import java.util.Optional;

/** An image and its replica through all turns of a row. */
interface Journey extends AutoCloseable {

    /** Whether there is a replica when a turn begins. */
    enum Kind {
        /** The replica is what the image was before the change. */
        INCREMENT,
        /** There is none. */
        SEED
    }

    /**
     * Does what comes before a turn: the replica equals the base of the step, and the image was changed since.
     *
     * @param checked whether {@link #check} will be asked for
     */
    Step prepare(int pair, boolean checked);

    /**
     * What differs between the end at the source and what the replica has of it; empty if nothing does.
     *
     * @param stock whether stock tools are to read all of it, where they can
     */
    Optional<String> check(Step step, boolean stock);

    /** Whether it is for us to answer for a difference. */
    boolean isOurs();

    /** Does what comes after a turn. */
    void finish(Step step);

    /** After a turn that failed nobody knows what the replica is: the next turn gets another one. */
    void abandon();

    @Override
    void close();
}
