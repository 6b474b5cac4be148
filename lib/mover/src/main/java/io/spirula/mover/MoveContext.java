package io.spirula.mover;

/**
 * Whoever ordered the work. Called from several threads, between any two chunks: must be quick, and not throw unless that is
 * said.
 */
public interface MoveContext {

    /** Nobody watches, nothing ends it. */
    MoveContext UNATTENDED = new MoveContext() {
        @Override
        public boolean stillWanted() {
            return true;
        }

        @Override
        public void progressed(MoveProgress progress) {}
    };

    /** False once the work was cancelled, its deadline has passed, or the attempt belongs to somebody else by now. */
    boolean stillWanted();

    /** What holds it back when it reads data; nothing unless somebody limits it. May be another one for each kind. */
    default Throttle throttle(Traffic traffic) {
        return Throttle.NONE;
    }

    /** Hears how far it is. */
    void progressed(MoveProgress progress);

    /** Hears once, when a move ends, however it ends: bytes of data that the target took until then. */
    default void wrote(long bytes) {}

    /** Hears why the digest of what is moved will not be known: the target's base could not be read. At most twice. */
    default void digestLost(RuntimeException why) {}

    /** Hears that somebody changed the target's header meanwhile: more of the target is looked at for that. */
    default void disturbed() {}

    /**
     * Hears before anything is undone that the source has changed somewhere, and that nothing of it was moved. Called once, from
     * the thread that asked for the work; where it throws, nothing is undone.
     *
     * @param base the source snapshot since which it has
     * @param offset of the change in the image
     */
    default void leftOut(long base, long offset) {}

    /** Hears before a target whose content was found wrong is taken back to its base: what it has of a move is void. */
    default void undoing() {}
}
