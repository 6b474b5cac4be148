package io.spirula.cli.output;

import java.util.List;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** JSON and YAML, as the server sent it. */
public final class Documents {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Documents() {}

    /** Indented, ends with a line break. */
    public static String json(JsonNode tree) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        return Visible.json(JSON.writer().with(printer).writeValueAsString(tree)) + "\n";
    }

    /** On one line, which ends with a line break: for streams of objects. */
    public static String jsonLine(JsonNode tree) {
        return Visible.json(JSON.writeValueAsString(tree)) + "\n";
    }

    /** One YAML document with its start marker. */
    public static String yaml(JsonNode tree) {
        return new YAMLMapper().writeValueAsString(tree);
    }

    /** The only one as it is, else an array. */
    public static JsonNode oneOrAll(List<JsonNode> results) {
        return results.size() == 1
                ? results.get(0)
                : JsonNodeFactory.instance.arrayNode().addAll(results);
    }
}
