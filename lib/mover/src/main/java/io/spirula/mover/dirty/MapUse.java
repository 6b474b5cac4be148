package io.spirula.mover.dirty;

/**
 * That a move goes by the source's object maps, and how it audits them.
 *
 * @param auditFrom where in the image the audit goes on, in bytes; from the beginning when that is behind its end
 * @param whole asks every object that the maps call clean, not a sample of them
 * @param begun when the run began, by {@link System#nanoTime}: a sample takes a tenth of the time since then
 */
public record MapUse(long auditFrom, boolean whole, long begun) {

    public MapUse {
        if (auditFrom < 0) {
            throw new IllegalArgumentException("auditFrom must not be negative: " + auditFrom);
        }
    }
}
