package io.spirula.e2e;

import io.spirula.e2e.agent.Hook;
import io.spirula.sandbox.ServiceKind;

/** Moments between two steps of the work at which a service may die. */
enum Step {
    BACKUP_ACCEPTED_NOT_PUBLISHED(ServiceKind.SCHEDULER, Hooks.RELAY_SEND, "BackupRequested"),
    BACKUP_PUBLISHED_NOT_MARKED(ServiceKind.SCHEDULER, Hooks.RELAY_MARK, "BackupRequested"),
    COPY_HEARD_NOT_COMMITTED(ServiceKind.SCHEDULER, exit("io.spirula.scheduler.run.RunService", "settle"), ""),
    RUN_ENDED_NOT_PUBLISHED(ServiceKind.SCHEDULER, Hooks.RELAY_SEND, "RunCompleted"),

    BACKUP_CONSUMED_NOT_COMMITTED(
            ServiceKind.SNAPSHOT, exit("io.spirula.snapshot.creation.BackupRequestedHandler", "handle"), ""),
    SNAPSHOT_JOB_STORED(ServiceKind.SNAPSHOT, entry("io.spirula.snapshot.creation.SnapshotWorker", "work"), ""),
    SNAPSHOT_INTENDED(ServiceKind.SNAPSHOT, entry("io.spirula.snapshot.creation.SourceImages", "ensure"), ""),
    SNAPSHOT_MADE(ServiceKind.SNAPSHOT, exit("io.spirula.snapshot.creation.SourceImages", "ensure"), ""),
    SNAPSHOT_RECORDED_NOT_COMMITTED(
            ServiceKind.SNAPSHOT, exit("io.spirula.snapshot.creation.SnapshotWorker", "commit"), ""),
    SNAPSHOT_RECORDED_NOT_PUBLISHED(ServiceKind.SNAPSHOT, Hooks.RELAY_SEND, "SnapshotCreated"),
    SNAPSHOT_PUBLISHED_NOT_MARKED(ServiceKind.SNAPSHOT, Hooks.RELAY_MARK, "SnapshotCreated"),

    COPY_CONSUMED_NOT_COMMITTED(
            ServiceKind.TRANSFER, exit("io.spirula.transfer.copy.SnapshotCreatedHandler", "handle"), ""),
    COPY_JOB_STORED(ServiceKind.TRANSFER, entry("io.spirula.transfer.move.RouteWorker", "work"), ""),
    HALF_MOVED(ServiceKind.TRANSFER, Hooks.WRITE, "", 1),
    MOVED_NOT_COMMITTED(ServiceKind.TRANSFER, entry("io.spirula.mover.commit.Committer", "commit"), ""),
    POINT_DESCRIBED_NO_SNAPSHOT(
            ServiceKind.TRANSFER, exit("io.spirula.mover.replica.ReplicaMetadata", "writePoint"), ""),
    REPLICA_SNAPSHOT_NOT_READ_BACK(ServiceKind.TRANSFER, entry("io.spirula.mover.commit.Committer", "verify"), ""),
    REPLICA_SNAPSHOT_NOT_RECORDED(ServiceKind.TRANSFER, entry("io.spirula.transfer.move.Completion", "complete"), ""),
    REPLICA_MARKED_NOT_RECORDED(
            ServiceKind.TRANSFER, exit("io.spirula.mover.replica.ReplicaMetadata", "markComplete"), ""),
    COPY_RECORDED_NOT_COMMITTED(ServiceKind.TRANSFER, exit("io.spirula.transfer.move.Completion", "record"), ""),
    COPY_RECORDED_WRITER_NOT_ENDED(ServiceKind.TRANSFER, entry("io.spirula.transfer.move.Completion", "meter"), ""),
    COPY_RECORDED_NOT_PUBLISHED(ServiceKind.TRANSFER, Hooks.RELAY_SEND, "CopyCompleted"),

    RESTORE_CONSUMED_NOT_COMMITTED(
            ServiceKind.RESTORE, exit("io.spirula.restore.command.RestoreRequestedHandler", "handle"), ""),
    RESTORE_GRANT_NOT_COMMITTED(
            ServiceKind.RESTORE, exit("io.spirula.restore.command.LeaseGrantedHandler", "handle"), ""),
    RESTORE_INTENDED(ServiceKind.RESTORE, entry("io.spirula.restore.work.ImageMaker", "copy"), ""),
    RESTORE_HALF_WRITTEN(ServiceKind.RESTORE, Hooks.WRITE, "", 20),
    RESTORE_WRITTEN_NOT_PROVEN(ServiceKind.RESTORE, entry("io.spirula.restore.work.ImageMaker", "prove"), ""),
    RESTORE_PROVEN_NOT_NAMED(ServiceKind.RESTORE, entry("io.spirula.restore.work.RestoreRun", "putInPlace"), ""),
    RESTORE_NAMED_NOT_RECORDED(ServiceKind.RESTORE, entry("io.spirula.restore.work.RestoreJournal", "complete"), ""),
    RESTORE_RECORDED_NOT_COMMITTED(ServiceKind.RESTORE, exit("io.spirula.restore.command.Restores", "complete"), ""),
    RESTORE_RECORDED_NOT_PUBLISHED(ServiceKind.RESTORE, Hooks.RELAY_SEND, "RestoreCompleted");

    private static final class Hooks {
        static final Hook RELAY_SEND = entry("io.spirula.messaging.outbox.RelayProducer", "send");
        static final Hook RELAY_MARK = entry("io.spirula.messaging.outbox.RelaySession", "markPublished");
        static final Hook WRITE = entry("io.spirula.mover.move.WriteStage", "submit");
    }

    private final ServiceKind service;
    private final Hook hook;
    private final String text;
    private final int passes;

    Step(ServiceKind service, Hook hook, String text) {
        this(service, hook, text, 0);
    }

    /**
     * @param text what the arguments of the hooked method must contain
     * @param passes how many such calls go by before the one that stops
     */
    Step(ServiceKind service, Hook hook, String text, int passes) {
        this.service = service;
        this.hook = hook;
        this.text = text;
        this.passes = passes;
    }

    ServiceKind service() {
        return service;
    }

    Hook hook() {
        return hook;
    }

    String text() {
        return text;
    }

    int passes() {
        return passes;
    }

    private static Hook entry(String className, String method) {
        return new Hook(className, method, Hook.When.ENTRY);
    }

    private static Hook exit(String className, String method) {
        return new Hook(className, method, Hook.When.EXIT);
    }
}
