package io.spirula.scheduler.manifest;

import io.spirula.contracts.TargetRef;
import io.spirula.contracts.policy.BandwidthWindow;
import io.spirula.contracts.policy.Limits;
import io.spirula.contracts.policy.PolicySpec;
import io.spirula.contracts.policy.Schedule;
import io.spirula.contracts.policy.SourceSelector;
import io.spirula.contracts.policy.TargetSpec;
import io.spirula.scheduler.schedule.DurationText;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes a manifest of a policy whose own words are lost, as JSON, which is YAML, too. {@link ManifestReader} reads it. */
public final class ManifestText {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ManifestText() {}

    public static String of(String name, String tenant, PolicySpec spec) {
        ObjectNode root =
                JSON.createObjectNode().put("apiVersion", "spirula/v1").put("kind", "Policy");
        root.putObject("metadata").put("name", name).put("tenant", tenant);
        ObjectNode body = root.putObject("spec");
        source(body.putObject("source"), spec.source());
        schedule(body.putObject("schedule"), spec.schedule());
        var targets = body.putArray("targets");
        spec.targets().forEach(target -> target(targets.addObject(), target));
        body.putObject("sourceRetention").put("last", spec.sourceRetention().last());
        body.set("diff", JSON.valueToTree(spec.diff()));
        body.set("verify", JSON.valueToTree(spec.verify()));
        body.set("digest", JSON.valueToTree(spec.digestMode()));
        Duration rpo = spec.objectives().rpo();
        if (rpo != null) {
            body.putObject("objectives").put("rpo", text(rpo));
        }
        Limits limits = spec.limits();
        if (limits != null) {
            limits(body.putObject("limits"), limits);
        }
        Duration audit = spec.auditRule().every();
        body.putObject("audit").put("every", audit == null ? SpecReader.NEVER : text(audit));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    private static void source(ObjectNode node, SourceSelector source) {
        node.put("cluster", source.cluster());
        source.pools().forEach(node.putArray("pools")::add);
        source.images().forEach(node.putArray("images")::add);
        if (!source.exclude().isEmpty()) {
            source.exclude().forEach(node.putArray("exclude")::add);
        }
        if (!source.labels().isEmpty()) {
            source.labels().forEach(node.putObject("labels")::put);
        }
    }

    private static void schedule(ObjectNode node, Schedule schedule) {
        Duration every = schedule.every();
        if (every == null) {
            node.put("cron", schedule.cron()).put("zone", schedule.zone());
        } else {
            node.put("every", text(every));
        }
        node.put("jitter", text(schedule.jitter())).put("catchUp", schedule.catchUp());
    }

    private static void target(ObjectNode node, TargetSpec spec) {
        TargetRef target = spec.target();
        node.put("name", target.name())
                .put("type", target.type().wireName())
                .put("cluster", target.cluster())
                .put("pool", target.pool());
        if (!target.namespace().isEmpty()) {
            node.put("namespace", target.namespace());
        }
        node.putObject("retention").put("last", spec.retention().last());
    }

    private static void limits(ObjectNode node, Limits limits) {
        Long bandwidth = limits.bandwidth();
        if (bandwidth != null) {
            node.put("bandwidth", BandwidthText.write(bandwidth));
        }
        if (!limits.windows().isEmpty()) {
            var windows = node.putArray("windows");
            limits.windows().forEach(window -> window(windows.addObject(), window));
        }
    }

    private static void window(ObjectNode node, BandwidthWindow window) {
        Long bandwidth = window.bandwidth();
        node.put("from", window.from().toString())
                .put("to", window.to().toString())
                .put("zone", window.zone())
                .put("bandwidth", bandwidth == null ? LimitsReader.UNLIMITED : BandwidthText.write(bandwidth));
    }

    /** As people write it where that says all of it. */
    private static String text(Duration duration) {
        return duration.getNano() == 0 ? DurationText.write(duration) : duration.toString();
    }
}
