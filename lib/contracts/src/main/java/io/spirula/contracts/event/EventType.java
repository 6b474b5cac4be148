package io.spirula.contracts.event;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every kind of event, with its version, its topic and the record that carries it. */
public enum EventType {
    POLICY_CHANGED(PolicyChanged.class, 1, Topic.POLICY),
    POLICY_DELETED(PolicyDeleted.class, 1, Topic.POLICY),
    IMAGE_OBSERVED(ImageObserved.class, 1, Topic.INVENTORY),
    IMAGE_GONE(ImageGone.class, 1, Topic.INVENTORY),
    BACKUP_REQUESTED(BackupRequested.class, 1, Topic.BACKUP),
    RUN_STARTED(RunStarted.class, 1, Topic.RUN),
    RUN_COMPLETED(RunCompleted.class, 1, Topic.RUN),
    RUN_FAILED(RunFailed.class, 1, Topic.RUN),
    RUN_CANCELLED(RunCancelled.class, 1, Topic.RUN),
    RUN_SKIPPED(RunSkipped.class, 1, Topic.RUN),
    SNAPSHOT_CREATED(SnapshotCreated.class, 1, Topic.SNAPSHOT),
    SNAPSHOT_FAILED(SnapshotFailed.class, 1, Topic.SNAPSHOT),
    SNAPSHOT_PRUNED(SnapshotPruned.class, 1, Topic.SNAPSHOT),
    SNAPSHOT_LOST(SnapshotLost.class, 1, Topic.SNAPSHOT),
    COPY_CHANGED(CopyChanged.class, 1, Topic.COPY),
    COPY_COMPLETED(CopyCompleted.class, 1, Topic.TRANSFER),
    COPY_FAILED(CopyFailed.class, 1, Topic.TRANSFER),
    COPY_PRUNED(CopyPruned.class, 1, Topic.TRANSFER),
    COPY_LOST(CopyLost.class, 1, Topic.TRANSFER),
    COPY_QUARANTINED(CopyQuarantined.class, 1, Topic.TRANSFER),
    OBJECT_MAP_DISTRUSTED(ObjectMapDistrusted.class, 1, Topic.TRANSFER),
    BASE_RELEASED(BaseReleased.class, 1, Topic.TRANSFER),
    LEASE_GRANTED(LeaseGranted.class, 1, Topic.TRANSFER),
    LEASE_REFUSED(LeaseRefused.class, 1, Topic.TRANSFER),
    ADOPTION_COMPLETED(AdoptionCompleted.class, 1, Topic.TRANSFER),
    ADOPTION_FAILED(AdoptionFailed.class, 1, Topic.TRANSFER),
    VERIFICATION_COMPLETED(VerificationCompleted.class, 1, Topic.TRANSFER),
    VERIFICATION_FAILED(VerificationFailed.class, 1, Topic.TRANSFER),
    TRANSFER_PROGRESSED(TransferProgressed.class, 1, Topic.TRANSFER_PROGRESS),
    RESTORE_PROGRESSED(RestoreProgressed.class, 1, Topic.RESTORE_PROGRESS),
    RESTORE_REQUESTED(RestoreRequested.class, 1, Topic.COMMAND),
    CANCEL_REQUESTED(CancelRequested.class, 1, Topic.COMMAND),
    RESTORE_CANCEL_REQUESTED(RestoreCancelRequested.class, 1, Topic.COMMAND),
    RELEASE_REQUESTED(ReleaseRequested.class, 1, Topic.COMMAND),
    ADOPTION_REQUESTED(AdoptionRequested.class, 1, Topic.COMMAND),
    VERIFICATION_REQUESTED(VerificationRequested.class, 1, Topic.COMMAND),
    DEAD_LETTER_REPLAY_REQUESTED(DeadLetterReplayRequested.class, 1, Topic.COMMAND),
    DEAD_LETTER_DISCARD_REQUESTED(DeadLetterDiscardRequested.class, 1, Topic.COMMAND),
    RESTORE_STARTED(RestoreStarted.class, 1, Topic.RESTORE),
    RESTORE_COMPLETED(RestoreCompleted.class, 1, Topic.RESTORE),
    RESTORE_FAILED(RestoreFailed.class, 1, Topic.RESTORE),
    RESTORE_CANCELLED(RestoreCancelled.class, 1, Topic.RESTORE),
    RESTORE_FLATTENED(RestoreFlattened.class, 1, Topic.RESTORE),
    LEASE_REQUESTED(LeaseRequested.class, 1, Topic.RESTORE),
    LEASE_RELEASED(LeaseReleased.class, 1, Topic.RESTORE),
    QUERY_ASKED(QueryAsked.class, 1, Topic.QUERY),
    SNAPSHOT_ANSWERED(SnapshotAnswered.class, 1, Topic.SNAPSHOT_ANSWER),
    TRANSFER_ANSWERED(TransferAnswered.class, 1, Topic.TRANSFER_ANSWER),
    RESTORE_ANSWERED(RestoreAnswered.class, 1, Topic.RESTORE_ANSWER),
    USAGE_RECORDED(UsageRecorded.class, 1, Topic.USAGE),
    AUDIT_RECORDED(AuditRecorded.class, 1, Topic.AUDIT);

    private static final Map<String, EventType> BY_WIRE_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(EventType::wireName, Function.identity()));
    private static final Map<Class<? extends Event>, EventType> BY_CLASS =
            Arrays.stream(values()).collect(Collectors.toMap(EventType::eventClass, Function.identity()));

    private final Class<? extends Event> eventClass;
    private final int version;
    private final Topic topic;

    EventType(Class<? extends Event> eventClass, int version, Topic topic) {
        this.eventClass = eventClass;
        this.version = version;
        this.topic = topic;
    }

    /** The CloudEvents type: {@code io.spirula.<name>.v<version>}. */
    public String wireName() {
        return "io.spirula." + eventName() + ".v" + version;
    }

    /** The event's name as people say it, for example {@code SnapshotCreated}. */
    public String eventName() {
        return eventClass.getSimpleName();
    }

    public Class<? extends Event> eventClass() {
        return eventClass;
    }

    public int version() {
        return version;
    }

    public Topic topic() {
        return topic;
    }

    /** Where its JSON schema (draft 2020-12) is on the class path. */
    public String schemaResource() {
        return "io/spirula/contracts/schema/" + eventName() + ".v" + version + ".schema.json";
    }

    /** Where a sample of its JSON is on the class path; samples are kept for ever. */
    public String goldenResource() {
        return "io/spirula/contracts/golden/" + eventName() + ".v" + version + ".json";
    }

    /** Empty for a type that this version of Spirula does not know. */
    public static Optional<EventType> ofWireName(String wireName) {
        return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
    }

    /**
     * @throws IllegalArgumentException when the class is no registered event
     */
    public static EventType of(Class<? extends Event> eventClass) {
        EventType type = BY_CLASS.get(eventClass);
        if (type == null) {
            throw new IllegalArgumentException("Not a registered event: " + eventClass.getName());
        }
        return type;
    }
}
