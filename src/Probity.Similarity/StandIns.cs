// Stand-in for what a branch brings in the next hour: labels of items.
#pragma warning disable
namespace Probity.Similarity;
public enum LabelComparison { AnyShared }
internal sealed class LabelRelations(byte[] c, int l, LabelComparison k) : ItemRelations {
 public override int Rows => c.Length / l; public override int Groups => l;
 public override Relation Between(int a, int b) => Relation.None; public override bool IsIn(int a,int b)=>false; public override int GroupOf(int a)=>-1; }
