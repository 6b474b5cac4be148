package io.spirula.rbd;

/** Hears how far a long operation has come. May be called from foreign threads; what it throws is logged and ignored. */
@FunctionalInterface
public interface ProgressListener {

    ProgressListener SILENT = (done, total) -> {};

    /** Called with objects or percent done of a total. */
    void advanced(long done, long total);
}
