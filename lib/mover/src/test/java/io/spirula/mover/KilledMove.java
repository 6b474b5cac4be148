package io.spirula.mover;

import io.spirula.mover.digest.PointDigest;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.ExtentVisitor;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.faulty.FaultScript;
import io.spirula.rbd.faulty.FaultyCeph;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.sandbox.CephSandboxCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process that copies an increment up to a certain moment of it. There it says so, and one of its threads stands still while
 * the others go on until they need it, so that it can be killed.
 */
final class KilledMove {

    /** Followed by the address that it reads as. */
    static final String READS_AS = "reads as ";
    /** Followed by the address that it writes as. */
    static final String WRITES_AS = "writes as ";
    /** Followed by how many writes were in flight then. */
    static final String STANDS = "stands with ";

    /** Where it stands, in the order in which it comes there. */
    enum Moment {
        BEFORE_THE_FIRST_DIFF,
        WHEN_THE_FIRST_RANGE_IS_FOUND,
        BEFORE_THE_FIRST_READ,
        BEFORE_THE_FIRST_WRITE,
        AMONG_THE_READS,
        WHEN_A_WRITE_IS_SUBMITTED,
        WHILE_FORMER_CONTENT_IS_READ,
        WITH_HALF_OF_IT_WRITTEN,
        BEFORE_THE_FLUSH,
        BETWEEN_FLUSH_AND_SNAPSHOT,
        WITH_A_SNAPSHOT_THAT_NOTHING_RECORDS,
        IN_THE_MIDDLE_OF_THE_READ_BACK
    }

    private final FaultScript atSource = new FaultScript();
    private final FaultScript atTarget = new FaultScript();
    private final CountDownLatch never = new CountDownLatch(1);
    private final WritePath path;

    private KilledMove(WritePath path) {
        this.path = path;
    }

    static List<String> arguments(
            CephSandboxCluster siteA, CephSandboxCluster siteB, Copies copies, Base base, long end, Moment moment) {
        List<String> arguments = new ArrayList<>();
        for (CephSandboxCluster site : List.of(siteA, siteB)) {
            arguments.add(site.conf().toString());
            arguments.add(site.adminKeyring().toString());
        }
        arguments.addAll(List.of(
                copies.owner().name(),
                Long.toString(base.sourceSnapshotId()),
                Long.toString(base.targetSnapshotId()),
                Long.toString(end),
                copies.limits.writePath().name(),
                moment.name()));
        return arguments;
    }

    public static void main(String[] arguments) {
        KilledMove move = new KilledMove(WritePath.valueOf(arguments[8]));
        try (CephCluster siteA = connect("site-a", arguments[0], arguments[1], move.atSource);
                CephCluster siteB = connect("site-b", arguments[2], arguments[3], move.atTarget);
                RbdPool poolA = siteA.openPool("rbd", "");
                RbdPool poolB = siteB.openPool("rbd", "")) {
            String name = arguments[4];
            RbdImage owner = poolA.openReadOnly(ImageLocator.byName(name));
            try (Copies copies = new Copies(poolA, poolB, owner, name + "-replica")) {
                System.out.println(READS_AS + siteA.clientAddress());
                System.out.println(WRITES_AS + siteB.clientAddress());
                Base base = new Base(Long.parseLong(arguments[5]), Long.parseLong(arguments[6]));
                move.standAt(Moment.valueOf(arguments[9]), copies);
                move.copy(copies, base, Long.parseLong(arguments[7]));
            }
        }
    }

    private static CephCluster connect(String name, String conf, String keyring, FaultScript script) {
        return FaultyCeph.around(new NativeCephConnector(), script)
                .connect(new ClusterConfig(name, Path.of(conf), "admin", Path.of(keyring), Duration.ofSeconds(30)));
    }

    private void copy(Copies copies, Base base, long end) {
        copies.limits = Copies.limits(path);
        // whichever it is: with one, what the target held before is read
        copies.digests.put(base.sourceSnapshotId(), PointDigest.ZERO);
        copies.copySince(base, end);
    }

    private void standAt(Moment moment, Copies copies) {
        Runnable stand = () -> stand(copies);
        String submit = path == WritePath.IMAGE ? "AioQueue.submitWrite" : "ObjectQueue.submit";
        String written = path == WritePath.IMAGE ? "AioResult.WRITE" : "AioResult.CHANGE_OBJECT";
        switch (moment) {
            case BEFORE_THE_FIRST_DIFF -> atSource.runBefore("RbdImage.diff", 1, stand);
            case WHEN_THE_FIRST_RANGE_IS_FOUND -> copies.source = image -> standingAtItsFirstRange(image, stand);
            case BEFORE_THE_FIRST_READ -> atSource.runBefore("AioQueue.submitRead", 1, stand);
            case BEFORE_THE_FIRST_WRITE -> atTarget.runBefore(submit, 1, stand);
            case AMONG_THE_READS -> atSource.runAfter("AioResult.READ", KilledMoveIT.READS / 2, stand);
            case WHEN_A_WRITE_IS_SUBMITTED -> atTarget.runAfter(submit, 11, stand);
            case WHILE_FORMER_CONTENT_IS_READ -> atTarget.runAfter("AioResult.READ", 5, stand);
            case WITH_HALF_OF_IT_WRITTEN -> atTarget.runAfter(written, KilledMoveIT.writes(path) / 2, stand);
            case BEFORE_THE_FLUSH -> atTarget.runBefore("RbdImage.flush", 1, stand);
            case BETWEEN_FLUSH_AND_SNAPSHOT -> atTarget.runBefore("ImageSnapshots.create", 1, stand);
            case WITH_A_SNAPSHOT_THAT_NOTHING_RECORDS -> atTarget.runAfter("ImageSnapshots.create", 1, stand);
            case IN_THE_MIDDLE_OF_THE_READ_BACK ->
                atTarget.runAfter(
                        "ImageSnapshots.create",
                        1,
                        () -> atTarget.runAfter("AioResult.READ", atTarget.calls("AioResult.READ") + 20, stand));
        }
    }

    private static RbdImage standingAtItsFirstRange(RbdImage image, Runnable stand) {
        AtomicBoolean found = new AtomicBoolean();
        return FaultyImage.proxy(image, (method, arguments) -> {
            if (method.getName().equals("diff") && arguments != null) {
                ExtentVisitor visitor = (ExtentVisitor) arguments[1];
                arguments[1] = (ExtentVisitor) (offset, length, exists) -> {
                    visitor.visit(offset, length, exists);
                    if (!found.getAndSet(true)) {
                        stand.run();
                    }
                };
            }
            return method.invoke(image, arguments);
        });
    }

    private void stand(Copies copies) {
        System.out.println(STANDS + copies.writes.count());
        while (true) {
            try {
                never.await();
            } catch (InterruptedException e) {
                // whoever ends the work does not end this
            }
        }
    }
}
