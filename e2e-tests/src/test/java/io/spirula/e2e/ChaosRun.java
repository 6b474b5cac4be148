package io.spirula.e2e;

import static org.awaitility.Awaitility.await;

import io.spirula.e2e.chaos.Choices;
import io.spirula.e2e.chaos.Report;
import io.spirula.e2e.chaos.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Does what a seed chooses until the time is over, and checks after each step what must always hold. */
final class ChaosRun implements AutoCloseable {

    private static final long MIB = 1 << 20;
    private static final int MOST_ACCIDENTS = 3;
    private static final Duration FIRST = Duration.ofMinutes(4);

    private final Report report;
    private final Choices choices;
    private final RawImages source;
    private final RawImages target;
    private final Witness witness;
    private final Chronicle chronicle;
    private final Accidents accidents;
    private final ChaosOwner owner;
    private final ChaosHand hand;
    private final ChaosOperator operator;
    private final ChaosRestores restores;
    private final ChaosSettlement settlement;
    private final List<ChaosDisk> disks;
    private final Instant begin = Instant.now();

    ChaosRun(World world, long seed, Report report) {
        this.report = report;
        source = new RawImages(world.source());
        target = new RawImages(world.target());
        Damage damage = new Damage();
        witness = new Witness(source, target, damage, report);
        chronicle = Chronicle.of(
                world, witness::hear, "spirula.snapshot", "spirula.copy", "spirula.run", "spirula.restore");
        accidents = new Accidents(world, report);
        owner = new ChaosOwner(world, source, witness, damage, report);
        hand = new ChaosHand(target, witness, damage, report);
        operator = new ChaosOperator(world, accidents, report);
        restores = new ChaosRestores(world, operator, source, target, witness, damage, report);
        settlement = new ChaosSettlement(world, source, target, witness, damage, operator, report);
        disks = disks(World.unique("chaos"));
        choices = new Choices(seed, disks.size());
    }

    private static List<ChaosDisk> disks(String name) {
        List<ChaosDisk> disks = new ArrayList<>();
        disks.add(new ChaosDisk(name + "-d0", "", 16 * MIB, List.of()).alsoTo("near", "tenant"));
        disks.add(new ChaosDisk(name + "-d1", "tenant", 12 * MIB + 12_345, List.of("--image-feature", "layering")));
        disks.add(new ChaosDisk(
                name + "-d2",
                "",
                24 * MIB,
                List.of("--stripe-unit", "65536", "--stripe-count", "3", "--object-size", "1M")));
        disks.add(new ChaosDisk(
                name + "-d3",
                "",
                17 * MIB + 512,
                List.of(
                        "--object-size",
                        "8M",
                        "--image-feature",
                        "layering",
                        "--image-feature",
                        "exclusive-lock",
                        "--image-feature",
                        "object-map",
                        "--image-feature",
                        "fast-diff")));
        disks.add(new ChaosDisk(name + "-d4", "tenant", 20 * MIB, List.of()).alsoTo("near", ""));
        return disks;
    }

    /** Returns when so much time has passed and everything has settled once more. */
    void run(Duration time) {
        for (ChaosDisk disk : disks) {
            owner.create(disk);
            operator.apply(disk, Duration.ofSeconds(30), 3);
        }
        disks.forEach(this::awaitFirstCopies);
        accidents.learnTopics();
        Instant end = Instant.now().plus(time);
        while (Instant.now().isBefore(end)) {
            Step step = choices.next();
            report.begin(step);
            String done = take(step) ? "done" : "not possible";
            report.count(step instanceof Step.Strike ? "faults " + done : "steps " + done, step.kind());
            check();
            letPass(choices.pause());
        }
        settle();
        settlement.checkClients(disks);
    }

    private void awaitFirstCopies(ChaosDisk disk) {
        await("a first copy of " + disk.ref() + " on each target")
                .atMost(FIRST)
                .until(() -> witness.copies("complete").stream()
                                .filter(copy ->
                                        copy.get("ref").get("name").asString().equals(disk.name()))
                                .map(copy -> copy.get("target").get("name").asString())
                                .distinct()
                                .count()
                        == disk.targets().size());
    }

    private void check() {
        chronicle.requireSound();
        accidents.requireHealed();
        restores.look();
        witness.requireNoViolation();
    }

    /** False when the step found nothing that it could do anything to. */
    private boolean take(Step step) {
        if (step instanceof Step.Write write) {
            owner.write(disks.get(write.disk()), write);
        } else if (step instanceof Step.Resize resize) {
            owner.resize(disks.get(resize.disk()), resize.bytes());
        } else if (step instanceof Step.TakeSnapshot take) {
            owner.takeSnapshot(disks.get(take.disk()));
        } else if (step instanceof Step.DropSnapshot drop) {
            return owner.dropSnapshot(disks.get(drop.disk()), drop.pick());
        } else if (step instanceof Step.Rename rename) {
            owner.rename(disks.get(rename.disk()));
        } else if (step instanceof Step.Recreate recreate) {
            return owner.recreate(disks.get(recreate.disk()), recreate.bytes());
        } else if (step instanceof Step.TrashAndBack trash) {
            owner.trashAndBack(disks.get(trash.disk()), trash.pause());
        } else if (step instanceof Step.RemoveSourceSnapshot remove) {
            return owner.removeOurs(disks.get(remove.disk()), remove.pick());
        } else if (step instanceof Step.RemoveReplicaSnapshot remove) {
            return hand.removeSnapshot(disks.get(remove.disk()), remove.pick());
        } else if (step instanceof Step.WriteToReplica write) {
            return hand.write(disks.get(write.disk()), write.pick());
        } else if (step instanceof Step.LetPass pass) {
            letPass(pass.time());
        } else if (step instanceof Step.Strike strike) {
            return strike(strike);
        } else if (step instanceof Step.Settle) {
            settle();
            settlement.goOn(disks);
        } else {
            return order(step);
        }
        return true;
    }

    private boolean order(Step step) {
        if (step instanceof Step.Backup backup) {
            operator.backup(backup.disks().stream().map(disks::get).toList());
        } else if (step instanceof Step.Restore restore) {
            return restores.order(disks.get(restore.disk()), restore);
        } else if (step instanceof Step.CancelRun cancel) {
            return operator.cancelRun(cancel.pick());
        } else if (step instanceof Step.CancelRestore cancel) {
            return operator.cancelRestore(cancel.pick());
        } else if (step instanceof Step.ApplyPolicy apply) {
            operator.apply(disks.get(apply.disk()), apply.every(), apply.keep());
        } else if (step instanceof Step.PausePolicy pause) {
            return covered(pause.disk()) && operator.pause(disks.get(pause.disk()), true);
        } else if (step instanceof Step.ResumePolicy resume) {
            return covered(resume.disk()) && operator.pause(disks.get(resume.disk()), false);
        } else if (step instanceof Step.DeletePolicy delete) {
            return covered(delete.disk()) && operator.delete(disks.get(delete.disk()));
        } else {
            throw new IllegalArgumentException("nobody does " + step);
        }
        return true;
    }

    private boolean covered(int disk) {
        return disks.get(disk).covered();
    }

    private boolean strike(Step.Strike strike) {
        return accidents.now().size() < MOST_ACCIDENTS && accidents.strike(strike);
    }

    private void settle() {
        accidents.healAll();
        hand.awaitDone();
        settlement.rest(disks);
        restores.awaitDone();
        settlement.check(disks, chronicle);
        report.count("checked", "settlements");
        report.note(report.text(Duration.between(begin, Instant.now()), "settled"));
    }

    static void letPass(Duration time) {
        await().pollDelay(time).atMost(time.plusMinutes(1)).until(() -> true);
    }

    @Override
    public void close() {
        accidents.close();
        hand.close();
        chronicle.close();
        witness.close();
        source.close();
        target.close();
    }
}
