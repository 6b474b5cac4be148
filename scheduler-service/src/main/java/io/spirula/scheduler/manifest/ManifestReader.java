package io.spirula.scheduler.manifest;

import io.spirula.contracts.policy.PolicySpec;
import io.spirula.scheduler.problem.FieldProblem;
import io.spirula.scheduler.problem.GivenText;
import io.spirula.scheduler.problem.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads manifests, YAML or JSON. Safe for use by many threads. */
public final class ManifestReader {

    private static final int MAX_CHARACTERS = 256 * 1024;
    private static final int MAX_DEPTH = 20;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

    private final YAMLMapper mapper = YAMLMapper.builder(YAMLFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(MAX_CHARACTERS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    /**
     * @param text the manifest
     * @param clusters the names of the configured clusters; empty when they are not known
     * @throws Refusal with every problem of every field
     */
    public Manifest read(String text, Set<String> clusters) {
        List<FieldProblem> problems = new ArrayList<>();
        Section root = new Section(document(text), "", problems);
        root.word("apiVersion", true, Map.of("spirula/v1", "spirula/v1"));
        root.word("kind", true, Map.of("Policy", "Policy"));
        @Nullable String name = null;
        @Nullable String tenant = null;
        Section metadata = root.section("metadata", true).orElse(null);
        if (metadata != null) {
            name = metadata.parsed("name", true, ManifestReader::name);
            tenant = metadata.parsed("tenant", false, ManifestReader::name);
            metadata.refuseOthers();
        }
        List<String> warnings = new ArrayList<>();
        @Nullable
        PolicySpec spec = root.section("spec", true)
                .map(section -> new SpecReader(section, clusters, warnings).read())
                .orElse(null);
        root.refuseOthers();
        if (!problems.isEmpty() || name == null || spec == null) {
            throw Refusal.invalid(summary(name, problems), problems);
        }
        return new Manifest(name, tenant, spec, warnings);
    }

    /**
     * Names of policies, tenants, targets and tokens.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a name has 1 to 63 of a-z, 0-9, . and -, with a letter or digit at both ends");
        }
        return text;
    }

    private JsonNode document(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw Refusal.invalid("manifest", "A manifest has at most " + MAX_CHARACTERS + " characters");
        }
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> values = mapper.readerFor(JsonNode.class).readValues(text)) {
            while (values.hasNext() && documents.size() < 2) {
                documents.add(values.next());
            }
        } catch (JacksonException e) {
            throw Refusal.invalid("manifest", "This is no YAML: " + Section.quoted(e.getOriginalMessage()) + place(e));
        }
        if (documents.size() != 1 || !documents.get(0).isObject()) {
            throw Refusal.invalid(
                    "manifest", "A manifest is one YAML document that holds a mapping; send several one by one");
        }
        // names of fields are told in problems, and labels go into events: none of them can be written then
        if (!GivenText.isWhole(documents.get(0).toString())) {
            throw Refusal.invalid("manifest", "A manifest has no character that is cut in half (a lone surrogate)");
        }
        return documents.get(0);
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? ""
                : " at line " + e.getLocation().getLineNr();
    }

    private static String summary(@Nullable String name, List<FieldProblem> problems) {
        String what = name == null ? "The manifest" : "The manifest of policy " + name;
        FieldProblem first = problems.get(0);
        String others = problems.size() == 1 ? "" : ", and " + (problems.size() - 1) + " more";
        return what + " is not valid: " + first.field() + " " + first.message() + others;
    }
}
