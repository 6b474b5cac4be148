package io.spirula.retention;

/**
 * Somebody's need of a point: a lease, or a copy not yet made from it.
 *
 * @param holder who, as operators know it: "target dr", "restore 0198..."
 * @param purpose what for: "base of the next increment", "instant clone rbd/test"
 */
public record Hold(String holder, String purpose) {

    public Hold {
        if (holder.isBlank()) {
            throw new IllegalArgumentException("a hold needs the name of its holder");
        }
    }
}
