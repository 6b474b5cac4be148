package io.spirula.bench.tool;

import io.spirula.bench.move.MoverProcess;
import io.spirula.bench.move.Order;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.mover.WritePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The mover in a process that runs already. Its one client reads at the source and writes at the target. */
public final class SpirulaMove implements Contender {

    private final MoverProcess process;
    private final WritePath writePath;
    private final VerifyMode verify;
    private long orders;

    /**
     * @param process stays the caller's
     */
    public SpirulaMove(MoverProcess process, WritePath writePath, VerifyMode verify) {
        this.process = process;
        this.writePath = writePath;
        this.verify = verify;
    }

    /** Each write path, each with and without verification. */
    public static List<SpirulaMove> all(MoverProcess process) {
        List<SpirulaMove> all = new ArrayList<>();
        for (var writePath : WritePath.values()) {
            for (var verify : List.of(VerifyMode.READ_BACK, VerifyMode.NONE)) {
                all.add(new SpirulaMove(process, writePath, verify));
            }
        }
        return all;
    }

    @Override
    public String name() {
        return "spirula-" + writePath.name().toLowerCase(Locale.ROOT)
                + (verify == VerifyMode.NONE ? "-unverified" : "");
    }

    @Override
    public List<Long> pids() {
        return List.of(process.pid());
    }

    @Override
    public void carry(List<Step> steps) {
        process.carryOut(steps.stream().map(this::order).toList());
    }

    private Order order(Step step) {
        return new Order(++orders, step.image(), step.replica(), step.base(), step.end(), writePath, verify);
    }
}
