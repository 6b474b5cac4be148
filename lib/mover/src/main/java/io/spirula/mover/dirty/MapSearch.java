package io.spirula.mover.dirty;

import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.DiffStage;
import io.spirula.mover.pipeline.MapWitness;
import io.spirula.mover.pipeline.Parts;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.rbd.RbdImage;
import org.jspecify.annotations.Nullable;

/** Asks the object maps of a source which parts of it have to be looked at, and tells afterwards how that went. */
public final class MapSearch {

    private final RbdImage source;
    private final long base;
    private final MapUse use;
    private volatile @Nullable MapParts parts;

    /**
     * @param source set to the end snapshot
     * @param base the id of the snapshot to start from
     */
    public MapSearch(RbdImage source, long base, MapUse use) {
        this.source = source;
        this.base = base;
        this.use = use;
    }

    /**
     * Blocks until the maps were read.
     *
     * @throws io.spirula.rbd.RbdException if the cluster refuses or does not answer
     * @throws io.spirula.rbd.UnsafeDiffException if the image became smaller in between: {@link TrustRules} forbid that
     */
    public void read() {
        parts = new MapParts(DirtyObjects.of(source, base), use, new ContentCheck(source, base), System::nanoTime);
    }

    /** After {@link #read}. */
    public Parts parts() {
        return present();
    }

    /**
     * Gives a crew the threads that go on with the audit, as long as a tenth of the run's time allows. After all {@link
     * #parts} were asked, and moved.
     */
    public void auditOn(Crew crew, int threads, MapWitness witness, Pulse pulse) {
        MapParts audited = present();
        audited.goOn();
        LateAudit rest = new LateAudit(new DiffStage.Side(source, base), audited, witness, pulse);
        for (int i = 0; i < threads; i++) {
            crew.add("audit", rest);
        }
    }

    /** After all parts were asked. */
    public MapReport report() {
        return present().report();
    }

    /**
     * To be called every so often while parts are asked, and when all were.
     *
     * @throws MapsLackChangeException if the audit has found a change that the maps lack
     */
    public void requireTrue() {
        MapReport report = report();
        if (report.missed() != null) {
            throw new MapsLackChangeException(report);
        }
    }

    private MapParts present() {
        MapParts read = parts;
        if (read == null) {
            throw new IllegalStateException("the object maps of " + source.id() + " were not read");
        }
        return read;
    }
}
