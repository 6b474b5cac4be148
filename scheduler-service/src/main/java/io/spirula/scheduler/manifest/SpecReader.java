package io.spirula.scheduler.manifest;

import io.spirula.contracts.TargetRef;
import io.spirula.contracts.TargetType;
import io.spirula.contracts.policy.AuditRule;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.DigestMode;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.contracts.policy.Limits;
import io.spirula.contracts.policy.Objectives;
import io.spirula.contracts.policy.PolicySpec;
import io.spirula.contracts.policy.Schedule;
import io.spirula.contracts.policy.SourceSelector;
import io.spirula.contracts.policy.TargetSpec;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.scheduler.inventory.PoolRef;
import io.spirula.scheduler.inventory.WrittenRef;
import io.spirula.scheduler.schedule.DurationText;
import io.spirula.scheduler.selection.Glob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the {@code spec} of a manifest. Returns null where the section already noted a problem. Not thread-safe. */
final class SpecReader {

    private static final int MAX_KEPT = 10_000;
    private static final Duration LONGEST_OBJECTIVE = Duration.ofDays(3660);
    private static final Map<String, DiffMode> DIFFS =
            new TreeMap<>(Map.of("auto", DiffMode.AUTO, "exact", DiffMode.EXACT, "fast", DiffMode.FAST));
    private static final Map<String, VerifyMode> VERIFIES =
            new TreeMap<>(Map.of("none", VerifyMode.NONE, "read-back", VerifyMode.READ_BACK));

    private static final Map<String, DigestMode> DIGESTS =
            new TreeMap<>(Map.of("auto", DigestMode.AUTO, "none", DigestMode.NONE));

    /** Instead of a duration. */
    static final String NEVER = "never";

    private final Section spec;
    private final Set<String> clusters;
    private final List<String> warnings;

    SpecReader(Section spec, Set<String> clusters, List<String> warnings) {
        this.spec = spec;
        this.clusters = clusters;
        this.warnings = warnings;
    }

    @Nullable
    PolicySpec read() {
        SourceSelector source = spec.section("source", true).map(this::source).orElse(null);
        Schedule schedule = spec.section("schedule", true)
                .map(section -> new ScheduleReader(section, warnings).read())
                .orElse(null);
        List<TargetSpec> targets = targets(source);
        KeepRule sourceRetention =
                spec.section("sourceRetention", false).map(this::keep).orElseGet(() -> new KeepRule(1));
        DiffMode diff = spec.word("diff", false, DIFFS);
        VerifyMode verify = spec.word("verify", false, VERIFIES);
        DigestMode digest = spec.word("digest", false, DIGESTS);
        Duration rpo = spec.section("objectives", false).map(this::objectives).orElse(null);
        Limits limits = spec.section("limits", false)
                .map(section -> new LimitsReader(section).read())
                .orElse(null);
        AuditRule audit = spec.section("audit", false).map(SpecReader::audit).orElse(AuditRule.DEFAULT);
        spec.notYet("consistency");
        spec.refuseOthers();
        if (source == null || schedule == null || targets.isEmpty()) {
            return null;
        }
        warnAbout(rpo, schedule);
        return new PolicySpec(
                source,
                schedule,
                targets,
                sourceRetention,
                diff == null ? DiffMode.AUTO : diff,
                verify == null ? VerifyMode.READ_BACK : verify,
                new Objectives(rpo),
                limits,
                audit,
                digest == null ? DigestMode.DEFAULT : digest);
    }

    private @Nullable SourceSelector source(Section section) {
        String cluster = cluster(section);
        String named = cluster == null ? "" : cluster;
        List<String> pools = section.parsedItems("pools", true, text -> pool(named, text));
        List<String> images = section.parsedItems("images", false, SpecReader::glob);
        List<String> exclude = section.parsedItems("exclude", false, SpecReader::glob);
        Map<String, String> labels = section.texts("labels");
        boolean all = !section.has("images");
        section.refuseOthers();
        if (cluster == null || pools.isEmpty()) {
            return null;
        }
        return new SourceSelector(cluster, pools, all ? List.of("*") : images, exclude, labels);
    }

    private @Nullable String cluster(Section section) {
        String cluster = section.parsed("cluster", true, WrittenRef::name);
        if (cluster != null && !clusters.isEmpty() && !clusters.contains(cluster)) {
            section.problem(
                    "cluster",
                    "found " + Section.quoted(cluster) + ", which is no configured cluster",
                    clusters.stream().sorted().toArray(String[]::new));
        }
        return cluster;
    }

    private List<TargetSpec> targets(@Nullable SourceSelector source) {
        List<TargetSpec> targets = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> keys = new HashSet<>();
        for (Section section : spec.sections("targets")) {
            TargetSpec target = target(section);
            if (target == null) {
                continue;
            }
            if (!names.add(target.target().name())) {
                section.problem("name", "is the name of an earlier target of this policy");
            }
            if (!keys.add(target.target().key())) {
                section.problem("pool", "is the place of an earlier target of this policy");
            }
            if (source != null && holds(source, target.target())) {
                section.problem("pool", "is one of the pools that are protected; copies need another one");
            }
            targets.add(target);
        }
        return targets;
    }

    private static boolean holds(SourceSelector source, TargetRef target) {
        return source.pools().stream()
                .map(pool -> PoolRef.parse(source.cluster(), pool))
                .anyMatch(PoolRef.of(target)::equals);
    }

    private @Nullable TargetSpec target(Section section) {
        String name = section.parsed("name", true, ManifestReader::name);
        String type = section.text("type", true);
        if ("archive".equals(type)) {
            section.problem("type", "archive is not supported by this version of Spirula", "rbd");
            return null;
        }
        if (type != null && !type.equals(TargetType.RBD.wireName())) {
            section.problem("type", "found " + Section.quoted(type), TargetType.RBD.wireName());
        }
        String cluster = cluster(section);
        String pool = section.parsed("pool", true, text -> pool("", text));
        String namespace = section.parsed("namespace", false, SpecReader::namespace);
        KeepRule retention = section.section("retention", true).map(this::keep).orElse(null);
        section.notYet("full", "compression", "encryption", "store");
        section.refuseOthers();
        if (name == null || cluster == null || pool == null || retention == null) {
            return null;
        }
        PoolRef place = PoolRef.parse(cluster, pool);
        if (namespace != null) {
            if (!place.namespace().isEmpty()) {
                section.problem("namespace", "is in pool already");
            }
            place = new PoolRef(cluster, place.pool(), namespace);
        }
        return new TargetSpec(new TargetRef(name, TargetType.RBD, cluster, place.pool(), place.namespace()), retention);
    }

    private @Nullable KeepRule keep(Section section) {
        Integer last = section.whole("last", true, 1, MAX_KEPT);
        section.notYet("within", "hourly", "daily", "weekly", "monthly", "yearly");
        section.refuseOthers();
        return last == null ? null : new KeepRule(last);
    }

    private static @Nullable AuditRule audit(Section section) {
        AuditRule audit = section.parsed("every", true, SpecReader::auditRule);
        section.refuseOthers();
        return audit;
    }

    private static AuditRule auditRule(String text) {
        return new AuditRule(text.equals(NEVER) ? null : ScheduleReader.duration(text));
    }

    private @Nullable Duration objectives(Section section) {
        Duration rpo = section.parsed("rpo", false, SpecReader::objective);
        section.refuseOthers();
        return rpo;
    }

    private void warnAbout(@Nullable Duration rpo, Schedule schedule) {
        Duration every = schedule.every();
        if (rpo != null && every != null && rpo.compareTo(every) < 0) {
            warnings.add("spec.objectives.rpo of " + DurationText.write(rpo)
                    + " is shorter than spec.schedule.every of " + DurationText.write(every)
                    + ": it will be missed between runs");
        }
    }

    private static Duration objective(String text) {
        Duration objective = ScheduleReader.duration(text);
        if (objective.isZero() || objective.compareTo(LONGEST_OBJECTIVE) > 0) {
            throw new IllegalArgumentException(
                    "must be longer than nothing and at most " + DurationText.write(LONGEST_OBJECTIVE));
        }
        return objective;
    }

    private static String pool(String cluster, String text) {
        PoolRef pool = PoolRef.parse(cluster, text);
        WrittenRef.name(pool.pool());
        WrittenRef.name(pool.namespace());
        return text;
    }

    private static String namespace(String text) {
        if (text.contains("/")) {
            throw new IllegalArgumentException("a namespace contains no /");
        }
        return WrittenRef.name(text);
    }

    private static String glob(String text) {
        Glob.parse(text);
        return text;
    }
}
