import java.io.File;
import org.gephi.graph.api.Graph;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.Node;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.openide.util.Lookup;

/** Opens a GEXF file as Gephi does and says what it saw: counts, then each node with its tab-separated looks. */
public class GephiImport {
    public static void main(String[] arguments) throws Exception {
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        projects.newProject();
        ImportController imports = Lookup.getDefault().lookup(ImportController.class);
        Container container = imports.importFile(new File(arguments[0]));
        // Gephi would stretch the whole picture to a size it likes.
        container.getLoader().setAutoScale(false);
        imports.process(container, new DefaultProcessor(), projects.getCurrentWorkspace());
        Graph graph = Lookup.getDefault().lookup(GraphController.class).getGraphModel().getGraph();
        System.out.println("graph\t" + graph.getNodeCount() + "\t" + graph.getEdgeCount());
        for (Node node : graph.getNodes()) {
            System.out.println(
                String.join("\t", "node", node.getId().toString(), String.valueOf(node.x()), String.valueOf(node.y()),
                    String.valueOf(node.size()), String.valueOf(node.getColor().getRGB() & 0xffffff),
                    String.valueOf(node.getAttribute("community"))));
        }
        System.exit(0);
    }
}
