from hypothesis import given, settings, strategies as st
from influmojo_cfn.yaml import dump, parse
nasty = st.sampled_from(["yes","No","0123","1e3","1.0e+3","0x1F","1_000","12:30:45",": ","#"," #a","a: b","a #b","a:","- x","? x","! x","& x","*","%","@","`","|",">","|-","2012-10-17","2012-10-17T00:00:00Z","~","null","","=", "<<","y","n","'","\"","\\","\t","a\tb","a\n","a\nb","\na","a\n\nb","a \nb ","  a\n b","a\n\n","\n","---","...","a\n---\nb","\u2028","\x85","\ufeff","\x00","é","日本","😀","a"*3000,"arn:${AWS::Partition}:s3:::b/*","[a]","{a}","a,b", "Fn::Sub","Ref","!Sub","Condition","a'b","a ","trailing\n  ","x\n  y\n z"])
text = st.one_of(nasty, st.text(max_size=20), st.text(alphabet="ab \n:#-'\"\\!&*", max_size=12))
keys = st.one_of(st.sampled_from(["Ref","Condition","Fn::Sub","Fn::GetAtt","Fn::If","Fn::Not","Fn::Equals","Fn::Join","Fn::Ref","Fn::Condition","Fn::","Fn::Base64","Fn::ForEach::X","Fn::Transform","Resources","a.b","Fn::é"]), text)
leaf = st.one_of(text, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False))
data = st.recursive(leaf, lambda c: st.one_of(st.lists(c, max_size=4), st.dictionaries(keys, c, max_size=4), st.tuples(keys, c).map(lambda t: {t[0]: t[1]})), max_leaves=20)
@settings(max_examples=20000, deadline=None)
@given(data)
def test(x):
    y = dump(x)
    p = parse(y).data
    assert p == x, (y,)
