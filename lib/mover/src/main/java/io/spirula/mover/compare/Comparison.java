package io.spirula.mover.compare;

import io.spirula.mover.pipeline.Range;
import java.util.List;

/** How two images compare. */
public sealed interface Comparison {

    /** For people: in what they differ; empty if they do not. */
    String evidence();

    /**
     * No difference.
     *
     * @param size of both in bytes
     * @param bytesCompared where either may hold data; the rest reads as zeroes in both
     */
    record Equal(long size, long bytesCompared) implements Comparison {

        @Override
        public String evidence() {
            return "";
        }
    }

    /** They read the same, but one of them has data that does not show, and may later. */
    record Hidden(String evidence) implements Comparison {}

    /** Their sizes in bytes differ; nothing else was looked at. */
    record SizesDiffer(long left, long right) implements Comparison {

        @Override
        public String evidence() {
            return "sizes are " + left + " and " + right + " bytes";
        }
    }

    /**
     * Their content differs.
     *
     * @param offset of the first byte that differs
     * @param leftByte what one has there
     * @param rightByte what the other has there
     * @param chunksDifferent of up to 4 MiB each
     * @param bytesCompared altogether
     * @param places cover every byte that differs, in rising order; where there are very many, they may overlap and cover more
     */
    record BytesDiffer(
            long offset, byte leftByte, byte rightByte, long chunksDifferent, long bytesCompared, List<Range> places)
            implements Comparison {

        public BytesDiffer {
            places = List.copyOf(places);
        }

        @Override
        public String evidence() {
            return String.format(
                    "first difference at offset %d: %02x and %02x; %d chunks of %d compared bytes differ",
                    offset, leftByte, rightByte, chunksDifferent, bytesCompared);
        }
    }
}
