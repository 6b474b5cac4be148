package io.spirula.mover.digest;

/** Adds up the digests of disjoint parts. Thread-safe. */
public final class DigestSum {

    private PointDigest value = PointDigest.ZERO;

    public synchronized void add(PointDigest part) {
        value = value.plus(part);
    }

    /** Of all parts until now. */
    public synchronized PointDigest value() {
        return value;
    }
}
