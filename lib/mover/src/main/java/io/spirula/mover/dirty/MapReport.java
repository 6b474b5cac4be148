package io.spirula.mover.dirty;

import io.spirula.mover.pipeline.Range;
import org.jspecify.annotations.Nullable;

/**
 * What the object maps said, and what their audit found. Counts are of objects; of stripe periods where an image is
 * striped.
 *
 * @param objects that the image has
 * @param dirty of them that the maps said have changed
 * @param audited of the others that were asked exactly
 * @param auditNext where the next audit goes on, in bytes
 * @param missed a change in an object that the maps called clean: what was moved is not all that there is then; null if none was
 *     found
 */
public record MapReport(
        long objects,
        long dirty,
        long audited,
        long auditNext,
        @Nullable Range missed) {

    /** For people. */
    public String text() {
        String said = "the object maps named " + dirty + " of " + objects + " objects";
        return missed == null
                ? said + "; " + audited + " of the others were asked, and had not changed"
                : said + ", but not the one at " + missed + ", which has changed";
    }
}
