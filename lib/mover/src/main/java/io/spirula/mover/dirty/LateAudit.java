package io.spirula.mover.dirty;

import io.spirula.mover.pipeline.Chunks;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.DiffStage;
import io.spirula.mover.pipeline.MapWitness;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * The rest of an audit, when all that the object maps call dirty was moved: how long the run takes was not known before. What
 * it finds to have been written is not moved: either it is what it was, or the maps lack a change and everything was in vain.
 */
final class LateAudit implements Crew.Task {

    private final DiffStage.Side source;
    private final MapParts parts;
    private final MapWitness witness;
    private final Pulse pulse;

    LateAudit(DiffStage.Side source, MapParts parts, MapWitness witness, Pulse pulse) {
        this.source = source;
        this.parts = parts;
        this.witness = witness;
        this.pulse = pulse;
    }

    /** One thread's share. */
    @Override
    public void run() throws InterruptedException {
        for (Range part = parts.next(); part != null; part = parts.next()) {
            Crew.endIfTold();
            List<Range> chunks = new ArrayList<>();
            Chunks.of(source.extents(part, pulse, witness), part.end(), chunks::add);
            parts.asked(part, chunks);
            pulse.beat();
        }
    }
}
