package io.spirula.snapshot.inventory;

import io.spirula.rbd.RbdNames;

/**
 * A pool that this user may not read, as a whole or in part: what is protected there is out of sight.
 *
 * @param ofImages false when it is tagged for other uses only, so that no image is missed
 */
record ClosedPool(long id, String name, boolean ofImages) {

    /** What it means and what to do. */
    @Override
    public String toString() {
        String printable = RbdNames.printable(name);
        return "pool " + printable + " may not be read, so its images are neither seen nor protected; this service's"
                + " Ceph user lacks the OSD capability 'profile rbd-read-only pool=" + printable
                + "' (what else it needs where images are protected is in the README)";
    }
}
