using Spawner.Cli.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Spawner.Cli.Views;

/// <summary>Tables without lines: easy to read, to cut and to search. Every cell is shown as text, whatever stands in it.</summary>
internal static class PlainTable
{
    private static readonly Style Header = new(decoration: Decoration.Bold);

    /// <param name="columns">Headings; one that ends with '&gt;' is of numbers.</param>
    public static Table Create(params string[] columns)
    {
        var table = new Table().NoBorder();
        foreach (var (heading, index) in columns.Select((heading, index) => (heading, index)))
        {
            var column = new TableColumn(new Text(heading.TrimEnd('>'), Header)) { Padding = new Padding(0, 0, 2, 0) };
            column.Alignment = heading.EndsWith('>') ? Justify.Right : Justify.Left;
            column.NoWrap = index == 0;
            table.AddColumn(column);
        }

        return table;
    }

    public static void Add(this Table table, params IReadOnlyList<Cell> cells) =>
        table.AddRow(cells.Select(cell => (IRenderable)new Text(SafeText.Line(cell.Text), cell.Style)));
}

/// <summary>A text in a table.</summary>
internal readonly record struct Cell(string? Text, Style? Style = null)
{
    public static implicit operator Cell(string? text) => new(text);

    public static Cell FromString(string? text) => new(text);
}
