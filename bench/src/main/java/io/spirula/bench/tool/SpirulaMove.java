package io.spirula.bench.tool;

import io.spirula.bench.move.MoverProcess;
import io.spirula.bench.move.Order;
import io.spirula.bench.move.Tuning;
import io.spirula.contracts.policy.DigestMode;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.mover.WritePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The mover in a process that runs already. Its one client reads at the source and writes at the target. */
public final class SpirulaMove implements Contender {

    private final MoverProcess process;
    private final WritePath writePath;
    private final VerifyMode verify;
    private final DigestMode digest;
    private final boolean byMaps;
    private final Tuning tuning;
    private long orders;

    /**
     * @param process stays the caller's
     * @param byMaps goes by object maps
     */
    public SpirulaMove(
            MoverProcess process, WritePath writePath, VerifyMode verify, DigestMode digest, boolean byMaps) {
        this(process, writePath, verify, digest, byMaps, Tuning.DEFAULT);
    }

    private SpirulaMove(
            MoverProcess process,
            WritePath writePath,
            VerifyMode verify,
            DigestMode digest,
            boolean byMaps,
            Tuning tuning) {
        this.process = process;
        this.writePath = writePath;
        this.verify = verify;
        this.digest = digest;
        this.byMaps = byMaps;
        this.tuning = tuning;
    }

    /**
     * Each write path: as it is unless told otherwise, without verification, and without keeping up digests; and as it is
     * where an administrator vouches for object maps.
     */
    public static List<SpirulaMove> all(MoverProcess process) {
        List<SpirulaMove> all = new ArrayList<>();
        for (var writePath : WritePath.values()) {
            all.add(new SpirulaMove(process, writePath, VerifyMode.READ_BACK, DigestMode.AUTO, false));
            all.add(new SpirulaMove(process, writePath, VerifyMode.NONE, DigestMode.AUTO, false));
            all.add(new SpirulaMove(process, writePath, VerifyMode.READ_BACK, DigestMode.NONE, false));
        }
        all.add(new SpirulaMove(process, WritePath.OBJECTS, VerifyMode.READ_BACK, DigestMode.AUTO, true));
        return all;
    }

    /** As it is unless told otherwise, and with one setting at a time less and more than that. */
    public static List<SpirulaMove> tuned(MoverProcess process) {
        List<Tuning> all = new ArrayList<>(List.of(Tuning.DEFAULT));
        for (int depth : new int[] {4, 16, 256}) {
            all.add(Tuning.DEFAULT.withDepth(depth));
        }
        for (int threads : new int[] {1, 2, 8}) {
            all.add(Tuning.DEFAULT.withDiffThreads(threads));
        }
        for (int threads : new int[] {1, 4}) {
            all.add(Tuning.DEFAULT.withHashThreads(threads));
        }
        return all.stream()
                .map(tuning -> new SpirulaMove(
                        process, WritePath.OBJECTS, VerifyMode.READ_BACK, DigestMode.AUTO, false, tuning))
                .toList();
    }

    @Override
    public String name() {
        return "spirula-" + writePath.name().toLowerCase(Locale.ROOT)
                + (verify == VerifyMode.NONE ? "-unverified" : "")
                + (digest == DigestMode.NONE ? "-no-digest" : "")
                + (byMaps ? "-maps" : "")
                + tuning.text();
    }

    @Override
    public List<Long> pids() {
        return List.of(process.pid());
    }

    @Override
    public void carry(List<Step> steps) {
        process.carryOut(steps.stream().map(this::order).toList());
    }

    /** Leaves the replica as a run that ended with that snapshot would have: HEAD is that, and sealed. */
    public void rest(Step step, String snapshot) {
        process.carryOut(List.of(order(step, snapshot, null)));
    }

    private Order order(Step step) {
        return order(step, step.base(), step.end());
    }

    private Order order(Step step, @Nullable String base, @Nullable String end) {
        return new Order(++orders, step.image(), step.replica(), base, end, writePath, verify, digest, byMaps, tuning);
    }
}
